#include "storage/mysql/own_families.h"

#include "base/log.h"
#include "storage/mysql/completeness_rows.h"
#include "storage/mysql/insert_rows.h"
#include "storage/mysql/own_schema.h"
#include "storage/mysql/set_rows.h"

namespace vitrine::storage::mysql {

using namespace catalog;

namespace {

/// What the columns of the database do not hold, and a product could not name.
Status fits(const FamilyDeclaration &declaration)
{
    const auto check = [](const QString &what, const QString &code, int most) -> Status {
        if (code.size() <= most)
            return Done{};
        return Error{ErrorCode::InvalidArgument, QStringLiteral("the code of %1 is longer than %2 characters").arg(what).arg(most), code.left(most),
                     QStringLiteral("Shorten it")};
    };
    for (const Channel &channel : declaration.channels) {
        if (Status status = check(QStringLiteral("a channel"), channel.code, MaxScope); !status)
            return status;
        for (const QString &locale : channel.locales) {
            if (Status status = check(QStringLiteral("a locale"), locale, MaxScope); !status)
                return status;
        }
    }
    for (const AttributeHint &hint : declaredHints(declaration)) {
        if (Status status = check(QStringLiteral("a family"), hint.option, MaxCode); !status)
            return status;
    }
    for (const AttributeRule &rule : declaration.attributes) {
        if (Status status = check(QStringLiteral("an attribute"), rule.code, MaxCode); !status)
            return status;
    }
    return Done{};
}

/// Throws Conflict where an attribute has values of another type than is declared.
void expectTypes(const plan::RowSet &attributes, const FamilyDeclaration &declaration)
{
    QHash<QString, ValueType> types;
    for (const auto &[code, type] : declaredTypes(declaration))
        types.insert(code, type);
    for (size_t row = 0; row < attributes.rows(); ++row) {
        const QString code = QString::fromUtf8(plan::textOf(attributes.at(row, 0)));
        const plan::Cell &type = attributes.at(row, 1);
        const auto known = plan::isNull(type) ? std::nullopt : std::optional(ValueType(plan::wholeOf(type)));
        if (const auto conflict = typeConflict(code, types.value(code), known, plan::wholeOf(attributes.at(row, 2))))
            refuseFinally(*conflict);
    }
}

QByteArray attributesOf(const FamilyDeclaration &declaration)
{
    QByteArrayList codes;
    for (const auto &[code, type] : declaredTypes(declaration))
        codes.append(literalOf(code));
    return "SELECT a.code, a.type, coalesce((SELECT sum(c.number) FROM attribute_count c WHERE c.attribute = a.id), 0) FROM attribute a WHERE a.code IN (" +
           codes.join(',') + ") ORDER BY a.id";
}

FamilyCount countOf(const plan::RowSet &rows)
{
    if (rows.rows() == 0)
        return {};
    const qint64 to = plan::wholeOf(rows.at(0, 2));
    return {quint64(plan::wholeOf(rows.at(0, 0))), to, std::min<qint64>(plan::wholeOf(rows.at(0, 1)), to)};
}

constexpr char CountRow[] = "SELECT f.generation, c.counted, c.count_to FROM families f JOIN family_count c ON c.one = f.one";

} // namespace

OwnFamilies::~OwnFamilies()
{
    m_stop.request();
    if (m_counting.joinable())
        m_counting.join();
}

void OwnFamilies::goOn()
{
    if (const auto count = counted(); !count || count->finished())
        return;
    m_counting = std::thread([this] {
        const auto counted = runCount(*this, [](qint64, qint64) {}, m_stop);
        if (counted)
            qCInfo(log::catalog) << "completeness counted by the families as they are";
        else if (counted.error().code != ErrorCode::Cancelled)
            qCWarning(log::catalog) << "completeness is not counted:" << counted.error().toString();
    });
}

plan::FamilySource OwnFamilies::source()
{
    return {[this] { return m_writes.rules().get(); },
            [this](const QVector<quint32> &ids) {
                return m_writes.transactions().run<QHash<quint32, QByteArray>>(QStringLiteral("completeness for lists"), [&](WriteTransaction &transaction) {
                    return completenessOf(transaction, ids);
                });
            },
            [this] { return counted(); }};
}

qint64 OwnFamilies::nowMs() const
{
    return std::chrono::duration_cast<std::chrono::milliseconds>(m_clock.wallTime().time_since_epoch()).count();
}

std::shared_ptr<const FamilyModel> OwnFamilies::model()
{
    const auto families = m_writes.rules().get();
    return {families, &families->model};
}

Result<FamilyCount> OwnFamilies::declare(const FamilyDeclaration &declaration, const ChangeNote &note)
{
    OwnRules &rules = m_writes.rules();
    if (Status loaded = rules.load(); !loaded)
        return loaded.error();
    if (declaration == rules.get()->model.declaration())
        return counted();
    if (Status status = fits(declaration); !status)
        return status.error();
    const auto possible = m_writes.transactions().run<Done>(QStringLiteral("types of attributes"), [&](WriteTransaction &transaction) {
        expectTypes(transaction.ask(attributesOf(declaration)), declaration);
        return Done{};
    });
    if (!possible)
        return possible.error();
    QMap<QString, ValueType> types;
    for (const auto &[code, type] : declaredTypes(declaration))
        types.insert(code, type);
    // Typed before their first values: a bulk edit or an import that names no type means the one that is declared.
    if (Status typed = m_writes.terms().giveTypes(types); !typed)
        return typed.error();
    if (Status described = m_writes.terms().describe(declaredHints(declaration)); !described)
        return described.error();
    std::vector<PreparedProduct> none;
    const auto count = m_writes.run<FamilyCount>(QStringLiteral("the families"), none, [&](WriteTransaction &transaction) {
        return replace(transaction, declaration, note);
    });
    if (!count)
        return count;
    if (Status loaded = rules.load(); !loaded)
        return loaded.error();
    return count;
}

FamilyCount OwnFamilies::replace(WriteTransaction &transaction, const FamilyDeclaration &declaration, const ChangeNote &note)
{
    // From here on nobody writes products: who wants to waits, and finds other rules.
    const quint64 generation = m_writes.rules().get()->generation;
    const auto held = transaction.write({"SELECT generation FROM families WHERE one = 1 FOR UPDATE"});
    OwnRules::expect(held.front(), generation);
    const auto answers = transaction.ask(QByteArrayList{attributesOf(declaration), "SELECT coalesce(max(id), 0) FROM product"});
    expectTypes(answers[0].rows, declaration);
    const qint64 highest = plan::wholeOf(answers[1].rows.at(0, 0));
    ChangeSet set;
    set.kind = ChangeKind::Import;
    set.note = note;
    set.what = whatIsDeclared(declaration);
    set.atMs = nowMs();
    set.finished = true;
    insertSet(transaction, set, {}, {});
    transaction.defer({"UPDATE families SET generation = " + QByteArray::number(generation + 1) +
                           ", declaration = " + literalOf(QString::fromUtf8(writeFamilies(declaration))) + " WHERE one = 1",
                       "UPDATE family_count SET counted = 0, count_to = " + QByteArray::number(highest) + " WHERE one = 1",
                       loggedChange(LogsFamilies, 0, transaction.token())});
    return {generation + 1, highest, 0};
}

Result<FamilyCount> OwnFamilies::counted()
{
    return m_writes.transactions().run<FamilyCount>(QStringLiteral("how far completeness is counted"), [](WriteTransaction &transaction) {
        return countOf(transaction.ask(CountRow));
    });
}

Result<FamilyCount> OwnFamilies::advance(int products)
{
    bool isAnything = false;
    std::vector<PreparedProduct> none;
    const auto count = m_writes.run<FamilyCount>(QStringLiteral("completeness"), none, [&](WriteTransaction &transaction) {
        const auto families = m_writes.rules().get();
        const auto held = transaction.write({OwnRules::holding(), QByteArray(CountRow) + " WHERE c.one = 1 FOR UPDATE"});
        OwnRules::expect(held[0], families->generation);
        FamilyCount now = countOf(held[1].rows);
        isAnything = !now.finished();
        if (!isAnything)
            return now;
        now.done = countNext(transaction, *families, now, products);
        transaction.defer({"UPDATE family_count SET counted = " + QByteArray::number(now.done) + " WHERE one = 1",
                           loggedChange(LogsFamilies, 0, transaction.token())});
        return now;
    });
    if (count && count->finished() && isAnything)
        m_catchUp(); // who counts to the end looks at lists next
    return count;
}

Result<Completeness> OwnFamilies::completeness(const ProductKey &key, const Scope &only, const QString &sku)
{
    const auto product = m_planned.product(key);
    if (!product)
        return product.error();
    return productCompleteness(m_writes.rules().get()->model, *product, only, sku);
}

Result<CatalogCompleteness> OwnFamilies::completeness(const CancelToken &cancel)
{
    const auto count = counted();
    if (!count)
        return count.error();
    return m_planned.completeness(*count, cancel);
}

Status OwnFamilies::forEachInvalid(const CancelToken &cancel, const std::function<bool(const InvalidValue &)> &visit)
{
    const auto families = m_writes.rules().get();
    const Status read = m_planned.forEach([&](const Product &product) { return visitInvalid(families->model, product, cancel, visit); });
    if (!read && read.error().code == ErrorCode::Cancelled)
        return readingWasStopped();
    return read;
}

} // namespace vitrine::storage::mysql
