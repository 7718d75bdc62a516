#include "origin/admin_purge_routes.h"

#include <QJsonDocument>
#include <QUrl>

namespace vitrine::origin {

namespace {

const QByteArray ProductTag = QByteArrayLiteral("product/");

Error unusable(const QString &member, const QString &what)
{
    return {ErrorCode::Unprocessable, what, member, QStringLiteral("Send product, image, preset, tag or prefix, each a text or a list of them, or everything: true")};
}

/// A text or a list of texts.
Result<QStringList> textsOf(const QString &name, const QJsonValue &value)
{
    const QJsonArray list = value.isArray() ? value.toArray() : QJsonArray{value};
    QStringList texts;
    for (const QJsonValue &entry : list) {
        if (entry.toString().isEmpty())
            return unusable(name, QStringLiteral("%1 has to be a text or a list of texts").arg(name));
        texts += entry.toString();
    }
    return texts;
}

/// The product's own tag, which shared caches know its card by, and those of its pictures.
Status addProduct(catalog::Catalog &catalog, const ProductKey &key, images::Purge *purge)
{
    const auto product = catalog.products.product(key);
    if (!product)
        return product.error();
    purge->tags += ProductTag + QUrl::toPercentEncoding(key.toString());
    for (const catalog::ImageRef &image : product->images)
        purge->tags += "image/" + image.id.toString().toLatin1();
    return Done{};
}

Status addMember(catalog::Catalog &catalog, const QString &name, const QJsonValue &value, images::Purge *purge)
{
    if (name == u"everything") {
        if (!value.isBool() || !value.toBool())
            return unusable(name, QStringLiteral("everything can only be true"));
        purge->prefixes += QByteArray("");
        return Done{};
    }
    const auto texts = textsOf(name, value);
    if (!texts)
        return texts.error();
    for (const QString &text : *texts) {
        if (name == u"image")
            purge->tags += "image/" + text.toUtf8();
        else if (name == u"preset")
            purge->tags += "preset/" + text.toUtf8();
        else if (name == u"prefix")
            purge->prefixes += text.toUtf8();
        else if (name == u"tag" && !text.toUtf8().startsWith(ProductTag))
            purge->tags += text.toUtf8();
        else if (name == u"tag" || name == u"product") {
            const QString key = name == u"product" ? text : QUrl::fromPercentEncoding(text.toUtf8().mid(ProductTag.size()));
            const Status added = addProduct(catalog, ProductKey(key), purge);
            if (!added && name == u"tag" && added.error().code == ErrorCode::NotFound)
                purge->tags += text.toUtf8(); // of a product that was removed: what shared caches have of it
            else if (!added)
                return added;
        } else {
            return unusable(name, QStringLiteral("nothing is purged by \"%1\"").arg(name));
        }
    }
    return Done{};
}

void purge(const Call &call, catalog::Catalog &catalog, images::ImageService &images, AdminBackend &backend, EventHub &events)
{
    const QJsonDocument document = QJsonDocument::fromJson(call.request.body);
    if (!document.isObject())
        return call.fail({ErrorCode::InvalidArgument, QStringLiteral("the body is not a JSON object"), QStringLiteral("body"), {}});
    images::Purge wanted;
    const QJsonObject object = document.object();
    for (auto member = object.begin(); member != object.end(); ++member) {
        if (const Status added = addMember(catalog, member.key(), member.value(), &wanted); !added)
            return call.fail(added.error());
    }
    if (wanted.isEmpty())
        return call.fail(unusable(QStringLiteral("body"), QStringLiteral("the body names nothing to purge")));
    wanted = backend.withTwins(std::move(wanted));
    const auto purged = images.purge(wanted);
    if (!purged)
        return call.fail(purged.error());
    QJsonArray keys;
    for (const QByteArray &tag : std::as_const(wanted.tags))
        keys.append(QString::fromUtf8(tag));
    QJsonArray prefixes;
    for (const QByteArray &prefix : std::as_const(wanted.prefixes))
        prefixes.append(QString::fromUtf8(prefix));
    const QJsonObject answer{{QStringLiteral("memory"), purged->inMemory},
                             {QStringLiteral("disk"), purged->onDisk},
                             {QStringLiteral("surrogateKeys"), keys},
                             {QStringLiteral("surrogatePrefixes"), prefixes}};
    call.respond(success(QJsonDocument(answer).toJson(QJsonDocument::Compact), QByteArrayLiteral("application/json"), {}));
    events.publish("purge", answer);
}

} // namespace

QVector<Route> adminPurgeRoutes(catalog::Catalog &catalog, images::ImageService &images, AdminBackend &backend,
                                EventHub &events, JobQueue &jobs)
{
    Route route{"/v1/purge",
                "purge",
                "Forget rendered variants by what they are of; the answer names the keys and the prefixes to purge from shared caches",
                {},
                {{200, "application/json", "How many were forgotten",
                  R"({"type":"object","required":["memory","disk","surrogateKeys"],"properties":{"memory":{"type":"integer"},)"
                  R"("disk":{"type":"integer"},"surrogateKeys":{"type":"array","items":{"type":"string"}},)"
                  R"("surrogatePrefixes":{"type":"array","items":{"type":"string"}}}})"},
                 {422, "application/problem+json", "Names the member that means nothing"}},
                [&catalog, &images, &backend, &events, &jobs](Call call) {
                    jobs.run(std::move(call), [&catalog, &images, &backend, &events](const Call &c) {
                        purge(c, catalog, images, backend, events);
                    });
                }};
    route.method = "POST";
    route.bodies = {{"application/json", "What to forget: any of these",
                     R"({"type":"object","minProperties":1,"additionalProperties":false,"properties":{"product":{},"image":{},)"
                     R"("preset":{},"tag":{},"prefix":{},"everything":{"const":true}}})"}};
    return {route};
}

} // namespace vitrine::origin
