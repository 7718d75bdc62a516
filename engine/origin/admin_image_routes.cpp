#include "origin/admin_image_routes.h"
#include "origin/body_file.h"
#include "origin/multipart.h"

#include <QJsonDocument>

namespace vitrine::origin {

namespace {

constexpr qint64 FormBytes = 64 * 1024; ///< what a form may add to its picture
constexpr int AttachAttempts = 8;

struct Upload
{
    std::shared_ptr<const images::Source> picture;
    std::optional<QString> product;
};

Error badForm(const QString &what)
{
    return {ErrorCode::InvalidArgument, what, QStringLiteral("body"), {}};
}

struct Form
{
    std::optional<QByteArrayView> picture; ///< into the body
    std::optional<QString> product;        ///< does what the parameter does
};

Result<Form> readForm(QByteArrayView body, const QByteArray &boundary)
{
    const auto parts = parseForm(body, boundary);
    if (!parts)
        return parts.error();
    Form form;
    for (const FormPart &part : *parts) {
        if (part.fileName) {
            if (form.picture)
                return badForm(QStringLiteral("the form has more than one picture: send each by itself"));
            form.picture = part.content;
        } else if (part.name == "product") {
            form.product = QString::fromUtf8(part.content);
        } else {
            return badForm(QStringLiteral("the form has a field \"%1\", which is not known")
                               .arg(QString::fromUtf8(part.name.left(64))));
        }
    }
    if (!form.picture)
        return badForm(QStringLiteral("the form has no file"));
    return form;
}

Result<Upload> uploadOf(const Request &request)
{
    const auto inUpload = [](std::optional<QString> product) {
        return [product](const std::shared_ptr<const images::Source> &picture) {
            return Upload{picture, product};
        };
    };
    const QByteArray type = request.header("content-type");
    const auto boundary = formBoundary(type);
    if (!boundary && type.startsWith("multipart/"))
        return Error{ErrorCode::UnsupportedType,
                     QStringLiteral("only multipart/form-data with a boundary is understood"),
                     QStringLiteral("Content-Type"),
                     {}};
    if (!request.file) {
        if (!boundary)
            return images::Source::fromBytes(request.body).map(inUpload({}));
        const auto form = readForm(request.body, *boundary);
        if (!form)
            return form.error();
        return images::Source::fromBytes(form->picture->toByteArray()).map(inUpload(form->product));
    }
    if (!boundary)
        return request.file->source().map(inUpload({}));
    const auto mapped = MappedBody::of(*request.file);
    if (!mapped)
        return mapped.error();
    const auto form = readForm((*mapped)->bytes(), *boundary);
    if (!form)
        return form.error();
    return request.file->slice(form->picture->data() - (*mapped)->bytes().data(), form->picture->size())
        .map(inUpload(form->product));
}

/// Adds the picture behind the product's others, whatever else is changing it.
Status attach(catalog::Catalog &catalog, const ProductKey &key, const catalog::ImageRef &image)
{
    for (int attempt = 0;; ++attempt) {
        auto product = catalog.products.product(key);
        if (!product)
            return product.error();
        if (product->images.contains(image))
            return Done{};
        product->images.append(image);
        const auto outcome = catalog.writer.replace(*product, product->version);
        if (outcome)
            return Done{};
        if (outcome.error().code != ErrorCode::PreconditionFailed || attempt == AttachAttempts)
            return outcome.error();
    }
}

void upload(const Call &call, catalog::Catalog &catalog, images::ImageService &images, EventHub &events)
{
    const auto parameter = queryValue(call.target.query, "product");
    if (!parameter)
        return call.fail(parameter.error());
    if (call.request.file ? call.request.file->sizeBytes() == 0 : call.request.body.isEmpty())
        return call.fail({ErrorCode::InvalidArgument, QStringLiteral("the request has no body"), QStringLiteral("body"),
                          QStringLiteral("Send the picture's bytes")});
    const auto upload = uploadOf(call.request);
    if (!upload)
        return call.fail(upload.error());
    const std::optional<QString> product = *parameter ? *parameter : upload->product;
    // Before the picture: nothing is stored for a product that is not there.
    if (product) {
        if (const auto known = catalog.products.product(ProductKey(*product)); !known)
            return call.fail(known.error());
    }
    const auto original = images.put(upload->picture);
    if (!original)
        return call.fail(original.error());
    if (product) {
        const catalog::ImageRef image{original->id, original->info.widthPx, original->info.heightPx};
        if (const Status attached = attach(catalog, ProductKey(*product), image); !attached)
            return call.fail(attached.error());
    }
    QJsonObject object{{QStringLiteral("image"), original->id.toString()},
                       {QStringLiteral("hash"), QString::fromLatin1(original->sha256.toHex())},
                       {QStringLiteral("width"), original->info.widthPx},
                       {QStringLiteral("height"), original->info.heightPx}};
    Response response =
        success(QJsonDocument(object).toJson(QJsonDocument::Compact), QByteArrayLiteral("application/json"), {});
    response.status = 201;
    call.respond(std::move(response));
    if (product)
        object[QStringLiteral("product")] = *product;
    events.publish("image", object);
}

} // namespace

QVector<Route> adminImageRoutes(catalog::Catalog &catalog, images::ImageService &images, EventHub &events,
                                JobQueue &jobs)
{
    Route route{"/v1/images",
                "postImage",
                "Check a picture by a whole decode and store it as an original",
                {{"product", "query", R"({"type":"string","maxLength":128})", "Add it to this product's pictures"}},
                {{201, "application/json", "It is stored",
                  R"({"type":"object","required":["image","hash","width","height"],"properties":{)"
                  R"("image":{"type":"string"},"hash":{"type":"string"},"width":{"type":"integer"},)"
                  R"("height":{"type":"integer"}}})"},
                 {413, "application/problem+json", "More bytes than limits.bytes"},
                 {415, "application/problem+json", "Not a kind of picture that is read"},
                 {422, "application/problem+json", "Damaged, or too many pixels"},
                 {503, "application/problem+json", "Too many writes are waiting; Retry-After"}},
                [&catalog, &images, &events, &jobs](Call call) {
                    jobs.run(std::move(call), [&](const Call &c) { upload(c, catalog, images, events); });
                }};
    route.method = "POST";
    route.bodies = {{"image/*", "The picture's bytes, or a form with one file and perhaps a field product"},
                    {"multipart/form-data", "", R"({"type":"object"})"}};
    route.bodyLimit = images.limits().originalBytes + FormBytes;
    route.spoolsBody = true;
    return {route};
}

} // namespace vitrine::origin
