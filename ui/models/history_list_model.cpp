#include "ui/models/history_list_model.h"

#include "ui/style/theme.h"

#include <QDateTime>
#include <QLocale>

namespace vitrine::ui {

namespace {

constexpr int PageRows = 100;

QString kindText(catalog::ChangeKind kind)
{
    switch (kind) {
    case catalog::ChangeKind::Edit:
        return {};
    case catalog::ChangeKind::Import:
        return HistoryListModel::tr("import");
    case catalog::ChangeKind::Bulk:
        return HistoryListModel::tr("bulk edit");
    case catalog::ChangeKind::Undo:
        return HistoryListModel::tr("undo");
    case catalog::ChangeKind::Restore:
        return HistoryListModel::tr("restored");
    case catalog::ChangeKind::Remove:
        return HistoryListModel::tr("removal");
    }
    Q_UNREACHABLE();
}

QString changeText(const catalog::HistoryEntry &entry)
{
    const catalog::FieldChange &change = entry.change;
    if (change.place.kind == catalog::FieldPlace::Kind::Created)
        return HistoryListModel::tr("The product was created");
    if (change.place.kind == catalog::FieldPlace::Kind::Removed)
        return HistoryListModel::tr("The product was removed");
    return QStringLiteral("%1 \u2192 %2")
        .arg(historyValueText(change.before, entry.currency), historyValueText(change.after, entry.currency));
}

QString whoText(const catalog::HistoryEntry &entry)
{
    QStringList parts;
    for (const QString &part : {entry.note.author, kindText(entry.kind), entry.note.reason}) {
        if (!part.isEmpty())
            parts.append(part);
    }
    return parts.join(QStringLiteral(" \u00b7 "));
}

} // namespace

QString historyValueText(const QJsonValue &value, const QString &currency)
{
    if (value.isUndefined())
        return QStringLiteral("\u2013");
    if (value.isDouble() && !currency.isEmpty())
        return formatMoney(value.toInteger(), currency);
    if (value.isBool())
        return value.toBool() ? HistoryListModel::tr("Yes") : HistoryListModel::tr("No");
    if (value.isDouble())
        return QLocale().toString(value.toDouble(), 'g', QLocale::FloatingPointShortest);
    const QString text = catalog::readable(value).simplified();
    return text.isEmpty() ? HistoryListModel::tr("nothing") : text;
}

HistoryListModel::HistoryListModel(HistorySession &session, QObject *parent)
    : QAbstractListModel(parent), m_session(session)
{
}

void HistoryListModel::setState(State state)
{
    m_state = state;
    emit stateChanged();
}

void HistoryListModel::setProduct(const ProductKey &key)
{
    if (key == m_key)
        return;
    m_key = key;
    clear();
    reload();
}

void HistoryListModel::setSet(quint64 set)
{
    if (set == m_set)
        return;
    m_set = set;
    clear();
    reload();
}

void HistoryListModel::clear()
{
    beginResetModel();
    m_entries.clear();
    m_isWhole = true;
    endResetModel();
}

HistorySession::Reply<QVector<catalog::HistoryEntry>> HistoryListModel::page(quint64 beyond)
{
    return m_set != 0 ? m_session.ofSet(m_set, PageRows, beyond) : m_session.ofProduct(m_key, PageRows, beyond);
}

void HistoryListModel::reload()
{
    m_reply.forget();
    if (m_key.isEmpty() && m_set == 0)
        return setState(State::Empty);
    setState(State::Loading);
    m_reply.ask(page(0), [this](const Result<QVector<catalog::HistoryEntry>> &page) {
        if (!page) {
            m_error = page.error();
            return setState(State::Failed);
        }
        beginResetModel();
        m_entries = *page;
        m_isWhole = page->size() < PageRows;
        endResetModel();
        setState(State::Ready);
    });
}

QString HistoryListModel::fieldText(const catalog::HistoryEntry &entry) const
{
    const QString place = catalog::placeName(entry.change.place);
    return m_set == 0 ? place : QStringLiteral("%1 \u00b7 %2").arg(entry.key.toString(), place);
}

int HistoryListModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_entries.size());
}

bool HistoryListModel::canFetchMore(const QModelIndex &parent) const
{
    return !parent.isValid() && !m_isWhole && !m_reply.waiting();
}

void HistoryListModel::fetchMore(const QModelIndex &parent)
{
    if (!canFetchMore(parent))
        return;
    m_reply.ask(page(m_entries.last().id), [this](const Result<QVector<catalog::HistoryEntry>> &page) {
                    if (!page) {
                        m_error = page.error();
                        m_isWhole = true; // asking again is the person's choice: reload()
                        return setState(State::Failed);
                    }
                    m_isWhole = page->size() < PageRows;
                    if (page->isEmpty())
                        return;
                    const int first = int(m_entries.size());
                    beginInsertRows({}, first, first + int(page->size()) - 1);
                    m_entries += *page;
                    endInsertRows();
                });
}

QVariant HistoryListModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const catalog::HistoryEntry &entry = m_entries[index.row()];
    const QString when = QLocale().toString(QDateTime::fromMSecsSinceEpoch(entry.atMs), QLocale::ShortFormat);
    switch (role) {
    case Qt::DisplayRole: { // what a screen reader says
        QStringList parts{fieldText(entry), changeText(entry), whoText(entry), when};
        parts.removeAll(QString());
        return parts.join(QStringLiteral(", "));
    }
    case Qt::ToolTipRole:
        return changeText(entry);
    case FieldRole:
        return fieldText(entry);
    case ChangeRole:
        return changeText(entry);
    case WhoRole:
        return m_set == 0 ? whoText(entry) : QString(); // the set says it once for all
    case WhenRole:
        return when;
    case RestorableRole:
        return entry.change.place.kind != catalog::FieldPlace::Kind::Created;
    default:
        return {};
    }
}

} // namespace vitrine::ui
