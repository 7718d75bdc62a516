#include "ui/models/product_page_model.h"

#include "ui/models/grid_roles.h"
#include "ui/style/theme.h"

#include <QFutureWatcher>
#include <QLocale>
#include <QTimer>

#include <limits>

namespace vitrine::ui {

namespace {
constexpr int MaxFetching = 3;
constexpr int MaxWanted = 6;
const QChar Ellipsis(0x2026);
const QChar Dash(0x2014);
} // namespace

ProductPageModel::ProductPageModel(ProductsSession &session, QObject *parent)
    : QAbstractTableModel(parent), m_session(session)
{
}

ProductPageModel::~ProductPageModel()
{
    m_cancel.request();
}

void ProductPageModel::setQuery(const catalog::Query &query)
{
    m_query = query;
    reload();
}

void ProductPageModel::reload()
{
    m_cancel.request();
    m_cancel = CancelToken();
    m_firstPage.forget();
    m_asked.start();
    setState(State::Loading);
    m_answer.ask(m_session.find(m_query, m_cancel), [this](const Result<catalog::ResultSet> &set) {
        if (!set) {
            m_error = set.error();
            return setState(State::Failed);
        }
        if (set->size() == 0)
            return showAnswer(*set, {});
        m_firstPage.ask(m_session.rows(*set, 0, PageRows), [this, set = *set](const Result<Rows> &rows) {
            if (rows)
                return showAnswer(set, *rows);
            m_error = rows.error();
            setState(State::Failed);
        });
    });
}

void ProductPageModel::showAnswer(const catalog::ResultSet &set, const Rows &first)
{
    m_answerTime = std::chrono::microseconds(m_asked.nsecsElapsed() / 1000);
    beginResetModel();
    ++m_generation;
    m_set = set;
    m_pages.clear();
    m_wanted.clear();
    m_fetching.clear();
    m_failedPages.clear();
    m_lastTouched = -1;
    if (!first.isEmpty())
        m_pages.insert(0, new Rows(first));
    endResetModel();
    m_error = {};
    emit resultChanged();
    setState(State::Ready);
}

void ProductPageModel::setState(State state)
{
    m_state = state;
    emit stateChanged();
}

void ProductPageModel::retryFailedPages()
{
    m_failedPages.clear();
    if (rowCount() > 0)
        emit dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
}

void ProductPageModel::refreshProduct(const ProductKey &key)
{
    const int row = loadedRowOf(key);
    if (row >= 0)
        start(row / PageRows);
}

int ProductPageModel::pageCount() const
{
    return (rowCount() + PageRows - 1) / PageRows;
}

bool ProductPageModel::isKnown(int page) const
{
    return m_pages.contains(page) || m_fetching.contains(page) || m_failedPages.contains(page);
}

const catalog::Row *ProductPageModel::rowAt(int row) const
{
    const catalog::Row *found = loadedRow(row);
    const int page = row / PageRows;
    if (!found || page != m_lastTouched)
        want(page);
    return found;
}

const catalog::Row *ProductPageModel::loadedRow(int row) const
{
    const Rows *rows = m_pages.object(row / PageRows);
    return rows && row % PageRows < rows->size() ? &rows->at(row % PageRows) : nullptr;
}

int ProductPageModel::loadedRowOf(const ProductKey &key) const
{
    const QList<int> pages = m_pages.keys();
    for (const int page : pages) {
        const Rows &rows = *m_pages.object(page);
        for (int i = 0; i < rows.size(); ++i) {
            if (rows[i].key == key)
                return page * PageRows + i;
        }
    }
    return -1;
}

void ProductPageModel::want(int page) const
{
    m_wanted.removeOne(page);
    m_wanted.append(page);
    if (m_wanted.size() > MaxWanted)
        m_wanted.removeFirst();
    if (m_dispatchDue)
        return;
    // data() is const and runs inside a paint: the fetching starts when the paint is over.
    m_dispatchDue = true;
    auto *self = const_cast<ProductPageModel *>(this);
    QTimer::singleShot(0, self, [self] { self->dispatch(); });
}

void ProductPageModel::dispatch()
{
    m_dispatchDue = false;
    while (!m_wanted.isEmpty() && m_fetching.size() < MaxFetching) {
        const int page = m_wanted.takeLast();
        m_lastTouched = page;
        if (page < pageCount() && !isKnown(page))
            start(page);
    }
    if (m_fetching.isEmpty() && m_lastTouched >= 0)
        prefetchAround(m_lastTouched);
}

void ProductPageModel::prefetchAround(int page)
{
    for (const int near : {page + 1, page - 1}) {
        if (near >= 0 && near < pageCount() && !isKnown(near))
            start(near);
    }
}

void ProductPageModel::start(int page)
{
    m_fetching.insert(page);
    auto *watcher = new QFutureWatcher<Result<Rows>>(this);
    connect(watcher, &QFutureWatcherBase::finished, this, [this, watcher, page, generation = m_generation] {
        watcher->deleteLater();
        if (watcher->future().resultCount() > 0)
            arrived(page, generation, watcher->result());
        else
            arrived(page, generation, Error{ErrorCode::Cancelled, tr("The rows were not delivered"), {}, {}});
    });
    watcher->setFuture(m_session.rows(m_set, qint64(page) * PageRows, PageRows));
}

void ProductPageModel::arrived(int page, quint64 generation, const Result<Rows> &rows)
{
    if (generation != m_generation)
        return;
    m_fetching.remove(page);
    if (rows) {
        m_pages.insert(page, new Rows(*rows));
        const int first = page * PageRows;
        const int last = std::min(first + PageRows, rowCount()) - 1;
        emit dataChanged(index(first, 0), index(last, ColumnCount - 1));
    } else {
        m_failedPages.insert(page);
        m_error = rows.error();
        emit pageFailed(m_error);
    }
    dispatch();
}

int ProductPageModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(std::min<qint64>(m_set.size(), std::numeric_limits<int>::max() - 1));
}

int ProductPageModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

Qt::ItemFlags ProductPageModel::flags(const QModelIndex &index) const
{
    if (!index.isValid())
        return Qt::NoItemFlags;
    return Qt::ItemIsSelectable | Qt::ItemIsEnabled | Qt::ItemNeverHasChildren;
}

std::optional<catalog::SortBy> ProductPageModel::sortOf(int column)
{
    switch (column) {
    case Name:
        return catalog::SortBy::Name;
    case Key:
        return catalog::SortBy::Key;
    case Price:
        return catalog::SortBy::Price;
    case Stock:
        return catalog::SortBy::Stock;
    default:
        return std::nullopt;
    }
}

QVariant ProductPageModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation == Qt::Vertical || section < 0 || section >= ColumnCount)
        return {};
    if (role == Qt::TextAlignmentRole)
        return int((section == Price || section == Stock ? Qt::AlignRight : Qt::AlignLeft) |
                   Qt::AlignVCenter);
    if (role == Qt::ToolTipRole)
        return sortOf(section) ? tr("Click to sort") : QVariant();
    if (role == Qt::AccessibleTextRole && section == Picture)
        return tr("Picture");
    if (role != Qt::DisplayRole)
        return {};
    switch (Column(section)) {
    case Picture:
    case ColumnCount:
        return QString();
    case Name:
        return tr("Name");
    case Key:
        return tr("Key");
    case Brand:
        return tr("Brand");
    case Category:
        return tr("Category");
    case Price:
        return tr("Price");
    case Stock:
        return tr("Stock");
    }
    return {};
}

QString ProductPageModel::cellText(const catalog::Row &row, int column) const
{
    switch (Column(column)) {
    case Picture:
    case ColumnCount:
        return {};
    case Name:
        return row.name;
    case Key:
        return row.key.toString();
    case Brand:
        return row.brand;
    case Category:
        return row.category.section(u'/', -1);
    case Price:
        return row.price.currency.isEmpty() ? QString(Dash)
                                            : formatMoney(row.price.minor, row.price.currency);
    case Stock:
        return QLocale().toString(row.stock);
    }
    return {};
}

QVariant ProductPageModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const int column = index.column();
    switch (role) {
    case Qt::TextAlignmentRole:
        return headerData(column, Qt::Horizontal, role);
    case MutedRole:
        return column == Key || column == Category;
    case Qt::DisplayRole:
    case Qt::ToolTipRole:
    case Qt::AccessibleTextRole:
    case LoadingRole:
    case PictureRole:
    case TitleRole:
    case SubtitleRole:
    case TrailingRole:
    case RowLabelRole:
        break;
    default:
        return {};
    }

    const catalog::Row *row = rowAt(index.row());
    if (role == LoadingRole)
        return row == nullptr;
    if (role == RowLabelRole)
        return row ? row->key.toString() : QString();
    if (role == PictureRole)
        return column == Picture && row ? QVariant(row->image.id.toString()) : QVariant();
    if (!row)
        return role == Qt::ToolTipRole || column == Picture ? QVariant() : QVariant(QString(Ellipsis));
    if (row->key.isEmpty())
        return role == Qt::DisplayRole && column == Name ? QVariant(tr("(removed)")) : QVariant();

    switch (role) {
    case Qt::ToolTipRole:
        return column == Category ? row->category : cellText(*row, column);
    case Qt::AccessibleTextRole:
        if (column == Picture)
            return row->image.id.isEmpty() ? tr("No picture") : tr("Picture");
        return cellText(*row, column);
    case TitleRole:
        return row->name;
    case SubtitleRole:
        return row->brand.isEmpty() ? row->key.toString()
                                    : row->brand + QStringLiteral(" \u00b7 ") + row->key.toString();
    case TrailingRole:
        return cellText(*row, Price);
    default:
        return cellText(*row, column);
    }
}

} // namespace vitrine::ui
