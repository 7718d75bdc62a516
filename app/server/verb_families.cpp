#include "app/runtime/user_name.h"
#include "app/server/invocation.h"
#include "catalog/families.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QSaveFile>

#include <unistd.h>

namespace vitrine::app {

namespace {

using catalog::ProductFamilies;

constexpr int NamedValues = 1'000;
constexpr qint64 MostFileBytes = 16 << 20;

QString toQString(const std::string &text) { return QString::fromLocal8Bit(text.data(), qsizetype(text.size())); }

QJsonObject toJson(const QByteArray &document) { return QJsonDocument::fromJson(document).object(); }

template <typename Run>
ExitCode withFamilies(const Invocation &invocation, Run &&run)
{
    auto runtime = Runtime::open(invocation.dataDirectory());
    if (!runtime)
        return invocation.fail(runtime.error());
    ProductFamilies *families = (*runtime)->catalog().families;
    if (!families)
        return invocation.fail({ErrorCode::InvalidArgument, QStringLiteral("this catalog has no families"), {},
                                QStringLiteral("They are a part of Vitrine's own store: import the products into one")});
    return run(*families);
}

Result<catalog::FamilyDeclaration> readFile(const QString &name)
{
    QFile file(name);
    if (!file.open(QIODevice::ReadOnly))
        return Error{file.exists() ? ErrorCode::PermissionDenied : ErrorCode::NotFound,
                     QStringLiteral("the families cannot be read: %1").arg(file.errorString()), name, QStringLiteral("Check its name and its rights")};
    if (file.size() > MostFileBytes)
        return Error{ErrorCode::InvalidArgument, QStringLiteral("the families' file has more than 16 MiB"), name, QStringLiteral("Is it the right one?")};
    return catalog::readFamilies(file.readAll(), name);
}

ExitCode countAll(const Invocation &invocation, ProductFamilies &families)
{
    const bool terminal = isatty(STDERR_FILENO) == 1;
    const auto count = catalog::runCount(
        families,
        [terminal](qint64 done, qint64 products) {
            if (terminal)
                std::fprintf(stderr, "\r\033[KCounting: %lld of %lld products", static_cast<long long>(done), static_cast<long long>(products));
        },
        invocation.cancel);
    if (terminal)
        std::fputs("\r\033[K", stderr);
    if (!count)
        return invocation.fail(count.error());
    const catalog::FamilyDeclaration &declared = families.model()->declaration();
    if (invocation.json)
        printJson({{QStringLiteral("families"), declared.families.size()},
                   {QStringLiteral("attributes"), declared.attributes.size()},
                   {QStringLiteral("channels"), declared.channels.size()},
                   {QStringLiteral("generation"), qint64(count->generation)}});
    else
        printLine(QStringLiteral("%1 families, rules for %2 attributes, %3 channels; every product counted")
                      .arg(declared.families.size()).arg(declared.attributes.size()).arg(declared.channels.size()));
    return ExitCode::Done;
}

ExitCode importFile(const Invocation &invocation, const QString &name)
{
    const auto declaration = readFile(name);
    if (!declaration)
        return invocation.fail(declaration.error());
    return withFamilies(invocation, [&](ProductFamilies &families) {
        if (const auto declared = families.declare(*declaration, {userName(), {}}); !declared)
            return invocation.fail(declared.error());
        return countAll(invocation, families);
    });
}

ExitCode exportFile(const Invocation &invocation, const QString &name)
{
    return withFamilies(invocation, [&](ProductFamilies &families) {
        const QByteArray toml = catalog::writeFamilies(families.model()->declaration());
        if (name.isEmpty()) {
            std::fwrite(toml.constData(), 1, size_t(toml.size()), stdout);
            return ExitCode::Done;
        }
        QSaveFile file(name);
        if (!file.open(QIODevice::WriteOnly) || file.write(toml) != toml.size() || !file.commit())
            return invocation.fail({ErrorCode::Io, QStringLiteral("the families cannot be written: %1").arg(file.errorString()), name,
                                    QStringLiteral("Check that its folder exists, may be written to and has room")});
        return ExitCode::Done;
    });
}

ExitCode list(const Invocation &invocation)
{
    return withFamilies(invocation, [&](ProductFamilies &families) {
        const auto model = families.model();
        QJsonArray array;
        for (const catalog::Family &family : model->declaration().families) {
            array.append(QJsonObject{{QStringLiteral("code"), family.code}, {QStringLiteral("label"), family.label},
                                     {QStringLiteral("attributes"), QJsonArray::fromStringList(family.attributes)},
                                     {QStringLiteral("required"), QJsonArray::fromStringList(family.required)}});
            if (!invocation.json)
                printLine(QStringLiteral("%1  %2: %3 attributes, %4 required everywhere")
                              .arg(family.code, family.label).arg(family.attributes.size()).arg(family.required.size()));
        }
        if (invocation.json)
            printJson({{QStringLiteral("families"), array}});
        return ExitCode::Done;
    });
}

QString placeName(const QString &channel, const QString &locale)
{
    return channel.isEmpty() ? QStringLiteral("everything") : locale.isEmpty() ? channel : channel + u'/' + locale;
}

ExitCode showCatalog(const Invocation &invocation)
{
    return withFamilies(invocation, [&](ProductFamilies &families) {
        const auto all = families.completeness(invocation.cancel);
        if (!all)
            return invocation.fail(all.error());
        if (invocation.json) {
            printJson(toJson(catalog::completenessJson(*all)));
            return ExitCode::Done;
        }
        for (const catalog::CatalogCompleteness::Place &place : all->places)
            printLine(QStringLiteral("%1  %2 complete, %3 not").arg(placeName(place.place.channel, place.place.locale), -16).arg(place.complete, 10).arg(place.incomplete, 10));
        printLine(QStringLiteral("%1 of %2 products have a family").arg(all->withFamily).arg(all->products));
        if (!all->count.finished())
            printLine(QStringLiteral("not counted yet: product numbers %1 to %2; vitrined families count").arg(all->count.done + 1).arg(all->count.products));
        return ExitCode::Done;
    });
}

struct Asked
{
    std::string key, channel, locale, variant;
};

ExitCode showProduct(const Invocation &invocation, const Asked &asked)
{
    return withFamilies(invocation, [&](ProductFamilies &families) {
        if (const Status known = families.model()->knows({toQString(asked.channel), toQString(asked.locale)}); !known)
            return invocation.fail(known.error());
        const auto found = families.completeness(ProductKey(toQString(asked.key)), {toQString(asked.channel), toQString(asked.locale)}, toQString(asked.variant));
        if (!found)
            return invocation.fail(found.error());
        if (invocation.json) {
            printJson(toJson(catalog::completenessJson(*found)));
            return ExitCode::Done;
        }
        if (found->family.isEmpty())
            printLine(QStringLiteral("no family"));
        for (const catalog::PlaceCompleteness &place : found->places) {
            QString line = QStringLiteral("%1  %2 of %3").arg(placeName(place.place.channel, place.place.locale), -16).arg(place.count.filled).arg(place.count.required);
            if (!place.missing.isEmpty())
                line += QStringLiteral("  missing: ") + place.missing.join(QStringLiteral(", "));
            if (!place.invalid.isEmpty())
                line += QStringLiteral("  against a rule: ") + place.invalid.join(QStringLiteral(", "));
            printLine(line);
        }
        return ExitCode::Done;
    });
}

ExitCode check(const Invocation &invocation)
{
    return withFamilies(invocation, [&](ProductFamilies &families) {
        qint64 found = 0;
        QJsonArray array;
        const Status read = families.forEachInvalid(invocation.cancel, [&](const catalog::InvalidValue &value) {
            ++found;
            const QString where = value.sku.isEmpty() ? value.value.code : QStringLiteral("variants[%1].%2").arg(value.sku, value.value.code);
            if (invocation.json && found <= NamedValues)
                array.append(QJsonObject{{QStringLiteral("key"), value.key.toString()}, {QStringLiteral("field"), where},
                                         {QStringLiteral("channel"), value.value.scope.channel}, {QStringLiteral("locale"), value.value.scope.locale},
                                         {QStringLiteral("reason"), value.error.what}, {QStringLiteral("remedy"), value.error.remedy}});
            else if (!invocation.json)
                printLine(QStringLiteral("%1  %2%3: %4. %5")
                              .arg(value.key.toString(), where,
                                   value.value.scope.channel.isEmpty() && value.value.scope.locale.isEmpty() ? QString() : QStringLiteral(" (%1)").arg(placeName(value.value.scope.channel, value.value.scope.locale)),
                                   value.error.what, value.error.remedy));
            return true;
        });
        if (!read)
            return invocation.fail(read.error());
        if (invocation.json)
            printJson({{QStringLiteral("found"), found}, {QStringLiteral("values"), array}});
        else
            printLine(QStringLiteral("%1 values break a rule").arg(found));
        return found > 0 ? ExitCode::DoneWithRejections : ExitCode::Done;
    });
}

} // namespace

void addFamiliesVerb(CLI::App &app, Invocation &invocation)
{
    CLI::App *verb = app.add_subcommand("families", "What products of a kind have to have, per channel and locale, and what is missing");
    verb->require_subcommand(1);
    const auto does = [&invocation](CLI::App *sub, std::function<ExitCode()> run) {
        sub->callback([&invocation, run = std::move(run)] { invocation.run = run; });
    };
    auto source = std::make_shared<std::string>(), output = std::make_shared<std::string>();
    CLI::App *read = verb->add_subcommand("import", "Declare channels, rules and families from a TOML file, and count every product by them");
    read->add_option("FILE", *source, "It replaces all that was declared before")->required();
    read->footer("[[channel]] code, label, locales = [\"en\", …]\n"
                   "[[attribute]] code, type, per = [\"channel\", \"locale\"], min, max, max-length, matches, options\n"
                   "[[family]] code, label, attributes = […], required = […], and [family.required-in] SG = […]\n"
                   "A product names its family by the attribute \"family\" (attr.family:option in CSV). From then on values that\n"
                   "break a rule are refused; those that are there stay: vitrined families check lists them.\n"
                   "Interrupted, counting goes on when the catalog is opened again, or with: vitrined families count");
    does(read, [&invocation, source] { return importFile(invocation, toQString(*source)); });
    CLI::App *out = verb->add_subcommand("export", "Print them in the form that import reads");
    out->add_option("-o,--output", *output, "File to write instead");
    does(out, [&invocation, output] { return exportFile(invocation, toQString(*output)); });
    does(verb->add_subcommand("list", "Print the families"), [&invocation] { return list(invocation); });
    does(verb->add_subcommand("completeness", "How many products are complete, per channel and locale"), [&invocation] { return showCatalog(invocation); });
    auto asked = std::make_shared<Asked>();
    CLI::App *show = verb->add_subcommand("show", "What a product still lacks");
    show->add_option("KEY", asked->key, "Product key")->required();
    show->add_option("--channel", asked->channel, "Only of this sales channel");
    show->add_option("--locale", asked->locale, "Only in this language");
    show->add_option("--variant", asked->variant, "The SKU of a variant: with what it inherits");
    does(show, [&invocation, asked] { return showProduct(invocation, *asked); });
    does(verb->add_subcommand("check", "List every value that breaks a rule; exit code 3 when there are some"), [&invocation] { return check(invocation); });
    does(verb->add_subcommand("count", "Go on counting that was interrupted"), [&invocation] {
        return withFamilies(invocation, [&](ProductFamilies &families) { return countAll(invocation, families); });
    });
}

} // namespace vitrine::app
