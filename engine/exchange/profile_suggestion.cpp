#include "exchange/profile_suggestion.h"

#include "exchange/attribute_codes.h"
#include "exchange/column_sample.h"
#include "exchange/csv_reader.h"
#include "exchange/header_words.h"
#include "exchange/mapping_profile.h"
#include "exchange/json_table.h"
#include "exchange/money.h"
#include "exchange/sample_of_rows.h"
#include "exchange/table.h"
#include "exchange/zip_entry.h"

#include <QFileInfo>

namespace vitrine::exchange {
namespace {

using Role = MappedColumn::Role;

constexpr int SampleRows = 2'000;
constexpr int RowsForDelimiter = 50;

QString quoted(const QString &text)
{
    QString escaped;
    for (const QChar c : text) {
        if (c == u'"' || c == u'\\')
            escaped += u'\\';
        if (c == u'\t')
            escaped += QLatin1String("\\t");
        else if (c.category() == QChar::Other_Control)
            escaped += QStringLiteral("\\u%1").arg(uint(c.unicode()), 4, 16, QLatin1Char('0'));
        else
            escaped += c;
    }
    return u'"' + escaped + u'"';
}

/// A value for a comment: one line, short.
QString shown(const QString &text)
{
    QString line = text.simplified();
    line.removeIf([](QChar c) { return c.category() == QChar::Other_Control; });
    return line.size() > 50 ? line.left(50) + u'…' : line;
}

/// The delimiter under which the first rows have the most columns and fewest faults.
Result<char> delimiterOf(const QString &path, TextEncoding encoding)
{
    char best = ',';
    double most = -1;
    for (const char candidate : {',', ';', '\t', '|'}) {
        MappingProfile profile;
        profile.encoding = encoding;
        profile.delimiter = candidate;
        auto table = openTable(path, &profile);
        if (!table)
            return table.error();
        if ((*table)->readHeader() != RowReader::Step::Row)
            continue;
        int good = 0, all = 0;
        for (; all < RowsForDelimiter; ++all) {
            const auto step = (*table)->next();
            if (step == RowReader::Step::End || step == RowReader::Step::Failed)
                break;
            good += step == RowReader::Step::Row;
        }
        const double columns = double((*table)->header().size() - 1);
        const double score = columns * (all == 0 ? 1 : 0.1 + double(good) / all);
        if (score > most) {
            most = score;
            best = candidate;
        }
    }
    return best;
}

/// "price.amount" -> "price", "variants.sku" -> "sku": the member's own name, or, where that says little, the one above it.
QString wordsOfPath(const QString &path)
{
    static const QStringList general{QStringLiteral("name"), QStringLiteral("label"), QStringLiteral("title"), QStringLiteral("value"),
                                     QStringLiteral("amount"), QStringLiteral("text"), QStringLiteral("code"), QStringLiteral("id")};
    const QStringList steps = path.split(u'.');
    const QString own = steps.last(), above = steps.value(steps.size() - 2);
    const bool isAbout = steps.size() > 1 && general.contains(own.toLower()) && !above.startsWith(u"variant", Qt::CaseInsensitive);
    return readHeaderName(isAbout ? above : own).words;
}

class Suggestion
{
public:
    explicit Suggestion(MappingProfile source) : m_source(std::move(source)) {}

    Status read(const QString &path)
    {
        auto table = openTable(path, &m_source);
        if (!table)
            return table.error();
        const auto step = (*table)->readHeader();
        if (step == RowReader::Step::Failed)
            return (*table)->error();
        if (step != RowReader::Step::Row)
            return Error{ErrorCode::Unprocessable,
                         step == RowReader::Step::End ? QStringLiteral("the file is empty") : (*table)->problem(),
                         QStringLiteral("%1:%2:%3").arg(path).arg((*table)->line()).arg((*table)->problemColumn()),
                         QStringLiteral("The first row must name the columns")};
        m_isJson = dynamic_cast<JsonTable *>(table->get()) != nullptr;
        m_header = (*table)->header();
        m_samples.resize(m_header.size());
        for (int rows = 0; rows < SampleRows; ++rows) {
            const auto next = (*table)->next();
            if (next == RowReader::Step::End || next == RowReader::Step::Failed)
                break;
            m_badRows += next == RowReader::Step::Bad;
            for (int i = 0; next == RowReader::Step::Row && i < m_header.size(); ++i)
                m_samples[i].add((*table)->text(i));
            if (next == RowReader::Step::Row)
                m_rows.add(**table);
        }
        return Done{};
    }

    ProfileSuggestion write(const QString &path, const EncodingGuess &encoding)
    {
        chooseRoles();
        line(QStringLiteral("# A mapping profile for %1, guessed from its header and its first rows.").arg(QFileInfo(path).fileName()));
        line(QStringLiteral("# Look at what is marked UNSURE, correct it, then: vitrined import --profile THIS SOURCE --dry-run"));
        line(QStringLiteral("# A column is key, name, brand, categories, sku, stock, price, images, attribute or ignore;"));
        line(QStringLiteral("# and where several rows are a product: variant sku, or parent."));
        if (m_badRows > 0)
            unsure(QStringLiteral("%1 of the rows looked at cannot be read with these settings").arg(m_badRows));
        line(QStringLiteral("\n[source]"));
        writeSource(encoding);
        line(QStringLiteral("\n[columns]"));
        if (!m_roles.contains(Role::Key))
            unsure(QStringLiteral("no column is filled and different in every row, as a key must be: let one be \"key\""));
        if (m_roles.contains(Role::VariantSku))
            unsure(QStringLiteral("several rows are taken for one product, because %1 is the same in them and %2 is not")
                       .arg(m_header[m_roles.indexOf(Role::Key)], m_header[m_roles.indexOf(Role::VariantSku)]));
        if (m_roles.contains(Role::Parent))
            unsure(QStringLiteral("rows are taken for variants of the product that %1 names").arg(m_header[m_roles.indexOf(Role::Parent)]));
        for (int i = 0; i < m_header.size(); ++i)
            writeColumn(i);
        return {m_text, m_columns, m_unsure};
    }

private:
    void line(const QString &text) { m_text += text + u'\n'; }
    void unsure(const QString &why)
    {
        ++m_unsure;
        line(QStringLiteral("# UNSURE: ") + why);
    }

    void chooseRoles()
    {
        for (const QString &name : std::as_const(m_header)) {
            m_names.append(readHeaderName(name));
            m_roleWords.append(m_isJson ? wordsOfPath(name) : m_names.last().words);
        }
        m_roles.fill(Role::Attribute, m_header.size());
        m_guessedKey = -1;
        for (int rank = 0; rank < 8 && !m_roles.contains(Role::Key); ++rank) {
            for (int i = 0; i < m_header.size() && !m_roles.contains(Role::Key); ++i) {
                if (keyRank(m_roleWords[i]) == rank && m_samples[i].isUnique())
                    m_roles[i] = Role::Key;
            }
        }
        for (int i = 0; i < m_header.size() && !m_roles.contains(Role::Key); ++i) {
            if (m_samples[i].isUnique() && m_samples[i].longest() <= 128)
                m_roles[m_guessedKey = i] = Role::Key;
        }
        chooseVariants();
        for (int i = 0; i < m_header.size(); ++i) {
            if (m_roles[i] == Role::Key || m_roles[i] == Role::VariantSku || m_roles[i] == Role::Parent)
                continue;
            const ColumnSample &sample = m_samples[i];
            const Role role = m_names[i].locale.isEmpty() ? roleOfWords(m_roleWords[i]) : Role::Attribute;
            const bool taken = role != Role::Price && role != Role::Attribute && m_roles.contains(role);
            const bool wrong = (role == Role::Stock && !sample.isWhole()) || (role == Role::Price && !sample.isNumber());
            if (m_header[i].isEmpty() || (sample.rows() > 0 && sample.filled() == 0))
                m_roles[i] = Role::Ignore;
            else if (sample.isPicture())
                m_roles[i] = Role::Images;
            else if (!taken && !wrong)
                m_roles[i] = role;
        }
    }

    /// Rows that name a product of another row, or that share what is called a key, are variants.
    void chooseVariants()
    {
        const int key = int(m_roles.indexOf(Role::Key));
        if (key < 0)
            return;
        for (int i = 0; i < m_header.size(); ++i) {
            if (i != key && isParentName(m_roleWords[i]) && m_rows.namesAnotherRow(i, key)) {
                m_roles[i] = Role::Parent;
                return;
            }
        }
        for (int rank = 0; rank < 8; ++rank) {
            for (int i = 0; i < m_header.size(); ++i) {
                const bool isCalledSo = isGroupName(m_roleWords[i]) || keyRank(m_roleWords[i]) == rank;
                if (i == key || !isCalledSo || m_samples[i].filled() != m_samples[i].rows() || !m_rows.repeats(i))
                    continue;
                m_roles[i] = Role::Key;
                m_roles[key] = Role::VariantSku;
                m_guessedKey = -1;
                m_product = i;
                return;
            }
        }
    }

    /// Of an attribute or price of a table of variants: whether they differ within a product.
    void writeOf(int i, QString &more)
    {
        if (m_product >= 0 && m_rows.differsWithin(i, m_product))
            setting(more, "of", QStringLiteral("variant"));
    }

    void writeSource(const EncodingGuess &encoding)
    {
        if (!encoding.sure)
            unsure(QStringLiteral("the file has no mark that tells its encoding; look at the examples below"));
        if (m_source.delimiter != '\0' || m_source.encoding != TextEncoding::Utf8)
            line(QStringLiteral("encoding = ") + quoted(textEncodingName(m_source.encoding)));
        if (m_source.delimiter != '\0')
            line(QStringLiteral("delimiter = ") + quoted(QString(QLatin1Char(m_source.delimiter))));
        qsizetype commas = 0, points = 0;
        for (const ColumnSample &sample : std::as_const(m_samples)) {
            commas += sample.isNumber() && sample.decimal() == u',';
            points += sample.isNumber() && sample.decimal() == u'.';
        }
        m_decimal = commas > points ? u',' : u'.';
        line(QStringLiteral("decimal = ") + quoted(m_decimal));
    }

    void setting(QString &into, const char *name, const QString &value)
    {
        into += QStringLiteral(", %1 = %2").arg(QLatin1String(name), quoted(value));
    }

    void writeColumn(int i)
    {
        const ColumnSample &sample = m_samples[i];
        const QString &header = m_header[i];
        if (header.isEmpty()) {
            unsure(QStringLiteral("column %1 has no name and is left out: a profile calls columns by their names").arg(i + 1));
            return;
        }
        ++m_columns;
        QString more;
        Role role = m_roles[i];
        m_doubts.clear();
        if (role == Role::Key && i == m_guessedKey)
            m_doubts.append(QStringLiteral("its name does not say so, but it is the first column that is different in every row"));
        if (role == Role::Ignore)
            m_doubts.append(QStringLiteral("empty in the rows looked at"));
        if (role == Role::Categories)
            writeCategories(sample, more);
        else if (role == Role::Images)
            writeImages(sample, more);
        else if (role == Role::Price)
            writePrice(i, more);
        else if (role == Role::Attribute)
            writeAttribute(i, more);
        if (role == Role::Price && m_currencies.contains(m_priceCurrency)) {
            role = Role::Ignore;
            more.clear();
            m_doubts = {QStringLiteral("a second price in %1: give it a channel = \"…\" and let it be \"price\", or an attribute").arg(m_priceCurrency)};
        } else if (role == Role::Price) {
            m_currencies.append(m_priceCurrency);
        }
        if (!sample.example().isEmpty())
            line(QStringLiteral("# e.g. ") + shown(sample.example()));
        for (const QString &doubt : std::as_const(m_doubts))
            unsure(doubt);
        const QString name = quoted(QString(roleName(role)));
        line(quoted(header) + QLatin1String(" = ") +
             (more.isEmpty() ? name : QStringLiteral("{ is = %1%2 }").arg(name, more)));
    }

    void writeCategories(const ColumnSample &sample, QString &more)
    {
        const QString separator = sample.separator({QStringLiteral("|"), QStringLiteral(";"), QStringLiteral(",")});
        const QString levels = sample.separator({QStringLiteral(" > "), QStringLiteral(">"), QStringLiteral("»"), QStringLiteral("/")});
        if (!separator.isEmpty())
            setting(more, "separator", separator);
        if (separator == QLatin1String(","))
            m_doubts.append(QStringLiteral("commas may be part of a name"));
        if (!levels.isEmpty())
            setting(more, "levels", levels.trimmed());
    }

    void writeImages(const ColumnSample &sample, QString &more)
    {
        const QString separator = sample.separator({QStringLiteral("|"), QStringLiteral(";"), QStringLiteral(",")});
        if (!separator.isEmpty())
            setting(more, "separator", separator);
    }

    void writeDecimal(const ColumnSample &sample, QString &more)
    {
        if (!sample.decimal().isNull() && sample.decimal() != m_decimal)
            setting(more, "decimal", sample.decimal());
    }

    void writePrice(int i, QString &more)
    {
        const ColumnSample &sample = m_samples[i];
        QString currency = sample.currency().isEmpty() ? m_names[i].currency : sample.currency();
        if (!isCurrencyCode(currency)) {
            currency = QStringLiteral("EUR");
            m_doubts.append(QStringLiteral("neither header nor values name a currency; EUR is an assumption"));
        }
        m_priceCurrency = currency;
        setting(more, "currency", currency);
        writeOf(i, more);
        writeDecimal(sample, more);
        if (sample.decimal().isNull() && !sample.isWhole())
            m_doubts.append(QStringLiteral("the mark could group thousands or begin the decimals"));
    }

    void writeAttribute(int i, QString &more)
    {
        const ColumnSample &sample = m_samples[i];
        const HeaderName &name = m_names[i];
        QString code = attributeCode(name.words);
        if (code.isEmpty())
            code = QStringLiteral("column_%1").arg(i + 1);
        const QString wanted = code;
        for (int number = 2; m_codes.contains(code + u'/' + name.locale); ++number)
            code = QStringLiteral("%1_%2").arg(wanted).arg(number);
        m_codes.append(code + u'/' + name.locale);
        if (code != wanted)
            m_doubts.append(QStringLiteral("another column has the code %1").arg(wanted));
        setting(more, "code", code);
        if (code != name.words)
            setting(more, "label", name.words);
        writeOf(i, more);
        bool sureOfDate = true;
        const QString date = sample.dateFormat(sureOfDate);
        const bool number = sample.isNumber() && !looksLikeCode(sample);
        QString type = QStringLiteral("text");
        if (sample.isBoolean()) {
            type = QStringLiteral("boolean");
        } else if (!date.isEmpty() && (sureOfDate || !number)) {
            type = QStringLiteral("date");
        } else if (number) {
            type = QStringLiteral("number");
        } else if (sample.isOption()) {
            type = QStringLiteral("option");
        }
        setting(more, "type", type);
        if (type == QLatin1String("date")) {
            if (date != QLatin1String("yyyy-MM-dd"))
                setting(more, "date", date);
            if (!sureOfDate)
                m_doubts.append(QStringLiteral("day and month could be the other way round"));
        } else if (type == QLatin1String("number")) {
            if (!name.unit.isEmpty())
                setting(more, "unit", name.unit);
            writeDecimal(sample, more);
            if (sample.decimal().isNull() && !sample.isWhole())
                m_doubts.append(QStringLiteral("the mark could group thousands or begin the decimals"));
        } else if (type == QLatin1String("boolean")) {
            writeBoolean(sample, more);
        }
        if (sample.isNumber() && !number)
            m_doubts.append(QStringLiteral("digits, but with leading zeros or as long as a code: kept as a text"));
        if (!name.locale.isEmpty())
            setting(more, "locale", name.locale);
    }

    static void writeBoolean(const ColumnSample &sample, QString &more)
    {
        const QString word = sample.example().toLower();
        for (const auto &[yes, no] : {std::pair("ja", "nein"), std::pair("oui", "non"), std::pair("si", "no"), std::pair("sí", "no"), std::pair("y", "n")}) {
            if (word == QString::fromUtf8(yes) || word == QString::fromUtf8(no)) {
                if (word != QLatin1String("no"))
                    more += QStringLiteral(", yes = \"%1\", no = \"%2\"").arg(QString::fromUtf8(yes), QString::fromUtf8(no));
                return;
            }
        }
    }

    /// EAN, article and telephone numbers: a sum of them means nothing.
    static bool looksLikeCode(const ColumnSample &sample)
    {
        return sample.isWhole() && (sample.longest() >= 8 || (sample.example().size() > 1 && sample.example().startsWith(u'0')));
    }

    MappingProfile m_source;
    QStringList m_header;
    QVector<ColumnSample> m_samples;
    QVector<HeaderName> m_names;
    QStringList m_roleWords; ///< what of a name says what the column is
    bool m_isJson = false;
    QVector<Role> m_roles;
    SampleOfRows m_rows;
    int m_guessedKey = -1;
    int m_product = -1; ///< the column that several rows share; -1: a row is a product
    qint64 m_badRows = 0;
    QChar m_decimal = u'.';
    QStringList m_codes, m_currencies, m_doubts;
    QString m_priceCurrency;
    QString m_text;
    int m_columns = 0, m_unsure = 0;
};

Result<ProfileSuggestion> suggestionFor(MappingProfile source, const QString &path, const EncodingGuess &encoding)
{
    Suggestion suggestion(std::move(source));
    if (const Status read = suggestion.read(path); !read)
        return read.error();
    return suggestion.write(path, encoding);
}

} // namespace

Result<ProfileSuggestion> suggestProfile(const QString &path)
{
    if (isZip(path))
        return suggestionFor({}, path, {});
    const auto encoding = guessEncoding(path);
    if (!encoding)
        return encoding.error();
    MappingProfile source;
    source.encoding = encoding->encoding;
    if (isJson(path, source.encoding))
        return suggestionFor(std::move(source), path, {TextEncoding::Utf8, true});
    const auto delimiter = delimiterOf(path, encoding->encoding);
    if (!delimiter)
        return delimiter.error();
    source.delimiter = *delimiter;
    return suggestionFor(std::move(source), path, *encoding);
}

} // namespace vitrine::exchange
