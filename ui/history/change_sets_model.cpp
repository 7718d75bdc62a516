#include "ui/history/change_sets_model.h"

#include <QDateTime>
#include <QLocale>
#include <QRegularExpression>

#include <algorithm>

namespace vitrine::ui {

namespace {

/// What was imported, so that the names of the files are seen: where they are is in the tooltip and beside the list.
QString withoutFolders(const catalog::ChangeSet &set)
{
    static const QRegularExpression folders(QStringLiteral("(^|[ ,])/(?:[^/, ]+/)+"));
    QString what = set.what;
    return set.kind == catalog::ChangeKind::Import ? what.replace(folders, QStringLiteral("\\1")) : what;
}

/// The families were declared: noted among the imports, and no product is changed by it.
bool isDeclaration(const catalog::ChangeSet &set)
{
    return set.kind == catalog::ChangeKind::Import && set.finished && set.products == 0 && set.what.startsWith(u"families: ");
}

constexpr int PageRows = 100;

QString number(qint64 value)
{
    return QLocale().toString(value);
}

} // namespace

QString changeTitle(const catalog::ChangeSet &set)
{
    if (isDeclaration(set))
        return ChangeSetsModel::tr("Declaration");
    switch (set.kind) {
    case catalog::ChangeKind::Edit:
        return ChangeSetsModel::tr("Edit");
    case catalog::ChangeKind::Import:
        return ChangeSetsModel::tr("Import");
    case catalog::ChangeKind::Bulk:
        return ChangeSetsModel::tr("Bulk edit");
    case catalog::ChangeKind::Undo:
        return set.undoes == 0 ? ChangeSetsModel::tr("Undo") : ChangeSetsModel::tr("Undo of %1").arg(set.undoes);
    case catalog::ChangeKind::Restore:
        return ChangeSetsModel::tr("Restore");
    case catalog::ChangeKind::Remove:
        return ChangeSetsModel::tr("Removal");
    }
    Q_UNREACHABLE();
}

bool canUndo(const catalog::ChangeSet &set)
{
    const bool wasInterrupted = set.kind == catalog::ChangeKind::Import && !set.finished; // it counts at its end
    return set.id != 0 && set.undoneBy == 0 &&
           (set.changed > 0 || wasInterrupted || set.kind == catalog::ChangeKind::Edit);
}

QString changeFigures(const catalog::ChangeSet &set)
{
    if (isDeclaration(set))
        return ChangeSetsModel::tr("No product was changed. On the page Families Ctrl+Z takes it back, and so does importing the former file");
    if (set.kind == catalog::ChangeKind::Edit)
        return ChangeSetsModel::tr("One field of one product");
    QString text = ChangeSetsModel::tr("%1 of %2 products changed").arg(number(set.changed), number(set.products));
    if (set.refused > 0)
        text += ChangeSetsModel::tr(", %1 refused").arg(number(set.refused));
    return text;
}

QString changeState(const catalog::ChangeSet &set)
{
    if (set.undoneBy != 0)
        return ChangeSetsModel::tr("undone by %1").arg(set.undoneBy);
    if (!set.finished)
        return ChangeSetsModel::tr("unfinished, %1 of %2").arg(number(set.done), number(set.products));
    return ChangeSetsModel::tr("done");
}

ChangeSetsModel::ChangeSetsModel(HistorySession &session, QObject *parent)
    : QAbstractTableModel(parent), m_session(session)
{
}

void ChangeSetsModel::setReading(Reading reading)
{
    m_reading = reading;
    emit readingChanged();
}

void ChangeSetsModel::reload()
{
    setReading(Reading::Loading);
    m_reply.ask(m_session.sets(PageRows, 0), [this](const Result<QVector<catalog::ChangeSet>> &page) {
        if (!page) {
            m_error = page.error();
            return setReading(Reading::Failed);
        }
        beginResetModel();
        m_sets = *page;
        m_isWhole = page->size() < PageRows;
        endResetModel();
        setReading(Reading::Ready);
    });
}

int ChangeSetsModel::rowOf(quint64 set) const
{
    const auto found =
        std::find_if(m_sets.begin(), m_sets.end(), [set](const catalog::ChangeSet &each) { return each.id == set; });
    return found == m_sets.end() ? -1 : int(found - m_sets.begin());
}

void ChangeSetsModel::update(const catalog::ChangeSet &set)
{
    if (const int row = rowOf(set.id); row >= 0) {
        m_sets[row] = set;
        emit dataChanged(index(row, 0), index(row, ColumnCount - 1));
        return;
    }
    beginInsertRows({}, 0, 0);
    m_sets.prepend(set);
    endInsertRows();
    if (const int undone = set.undoes == 0 ? -1 : rowOf(set.undoes); undone >= 0) {
        m_sets[undone].undoneBy = set.id;
        emit dataChanged(index(undone, 0), index(undone, ColumnCount - 1));
    }
}

int ChangeSetsModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_sets.size());
}

int ChangeSetsModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

bool ChangeSetsModel::canFetchMore(const QModelIndex &parent) const
{
    return !parent.isValid() && !m_isWhole && !m_reply.waiting();
}

void ChangeSetsModel::fetchMore(const QModelIndex &parent)
{
    if (!canFetchMore(parent))
        return;
    m_reply.ask(m_session.sets(PageRows, m_sets.last().id), [this](const Result<QVector<catalog::ChangeSet>> &page) {
        if (!page) {
            m_error = page.error();
            m_isWhole = true; // asking again is the person's choice: reload()
            return setReading(Reading::Failed);
        }
        m_isWhole = page->size() < PageRows;
        if (page->isEmpty())
            return;
        const int first = int(m_sets.size());
        beginInsertRows({}, first, first + int(page->size()) - 1);
        m_sets += *page;
        endInsertRows();
    });
}

QString ChangeSetsModel::text(const catalog::ChangeSet &set, Column column) const
{
    switch (column) {
    case Number:
        return QString::number(set.id); // as it is written elsewhere: "undone by 1234"
    case When:
        return QLocale().toString(QDateTime::fromMSecsSinceEpoch(set.atMs), QLocale::ShortFormat);
    case What:
        return set.what.isEmpty() ? changeTitle(set) : QStringLiteral("%1 \u00b7 %2").arg(changeTitle(set), withoutFolders(set));
    case Who:
        return set.note.author;
    case Why:
        return set.note.reason;
    case Changed:
        return number(set.kind == catalog::ChangeKind::Edit ? 1 : set.changed);
    case State:
        return changeState(set);
    case ColumnCount:
        break;
    }
    return {};
}

QVariant ChangeSetsModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const catalog::ChangeSet &set = m_sets[index.row()];
    const auto column = Column(index.column());
    switch (role) {
    case Qt::DisplayRole:
        return text(set, column);
    case Qt::ToolTipRole:
        return column == Changed ? changeFigures(set)
               : column == Number ? tr("Change %1, as in vitrined history --undo %1").arg(set.id)
                                  : text(set, column);
    case Qt::TextAlignmentRole:
        return column == Changed || column == Number ? int(Qt::AlignRight | Qt::AlignVCenter) : int(Qt::AlignLeft | Qt::AlignVCenter);
    default:
        return {};
    }
}

QVariant ChangeSetsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return section == Changed || section == Number ? int(Qt::AlignRight | Qt::AlignVCenter) : int(Qt::AlignLeft | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    switch (Column(section)) {
    case Number:
        return tr("No.");
    case When:
        return tr("When");
    case What:
        return tr("What");
    case Who:
        return tr("Who");
    case Why:
        return tr("Why");
    case Changed:
        return tr("Products");
    case State:
        return tr("State");
    case ColumnCount:
        break;
    }
    return {};
}

} // namespace vitrine::ui
