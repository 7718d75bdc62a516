#include "ui/origin/requests_model.h"

#include "ui/style/theme.h"

#include <QBrush>
#include <QDateTime>
#include <QRegularExpression>

#include <algorithm>

namespace vitrine::ui {

namespace {

bool same(const OriginRequest &a, const OriginRequest &b)
{
    return a.at == b.at && a.duration == b.duration && a.target == b.target && a.client == b.client;
}

QString text(const OriginRequest &request, RequestsModel::Column column)
{
    switch (column) {
    case RequestsModel::Time: {
        const auto ms =
            std::chrono::duration_cast<std::chrono::milliseconds>(request.at.time_since_epoch()).count();
        return QDateTime::fromMSecsSinceEpoch(ms).time().toString(QStringLiteral("HH:mm:ss.zzz"));
    }
    case RequestsModel::Status:
        // The sign stands beside the colour, for those who do not see it.
        return request.status >= 500   ? QStringLiteral("✕ %1").arg(request.status)
               : request.status >= 400 ? QStringLiteral("! %1").arg(request.status)
                                       : QString::number(request.status);
    case RequestsModel::Method:
        return request.method;
    case RequestsModel::Target:
        return request.target;
    case RequestsModel::Cache:
        return request.cache;
    case RequestsModel::Size:
        return formatBytes(request.bytes);
    case RequestsModel::Duration:
        return formatMicros(request.duration.count());
    case RequestsModel::Client:
        return request.client;
    case RequestsModel::ColumnCount:
        break;
    }
    return {};
}

} // namespace

void RequestsModel::update(const QVector<OriginRequest> &newest)
{
    qsizetype fresh = newest.size();
    if (!m_requests.isEmpty()) {
        const auto known = std::find_if(newest.cbegin(), newest.cend(), [this](const OriginRequest &request) {
            return same(request, m_requests.constFirst());
        });
        fresh = known - newest.cbegin();
    }
    fresh = std::min<qsizetype>(fresh, Capacity);
    if (fresh == 0)
        return;
    const qsizetype surplus = m_requests.size() + fresh - Capacity;
    if (surplus > 0) {
        beginRemoveRows({}, int(m_requests.size() - surplus), int(m_requests.size()) - 1);
        m_requests.remove(m_requests.size() - surplus, surplus);
        endRemoveRows();
    }
    beginInsertRows({}, 0, int(fresh) - 1);
    m_requests = newest.first(fresh) + m_requests;
    endInsertRows();
}

void RequestsModel::clear()
{
    beginResetModel();
    m_requests.clear();
    endResetModel();
}

int RequestsModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_requests.size());
}

int RequestsModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant RequestsModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const OriginRequest &request = m_requests.at(index.row());
    switch (role) {
    case Qt::DisplayRole:
        return text(request, Column(index.column()));
    case Qt::ToolTipRole:
        return index.column() == Target ? request.target : QVariant();
    case Qt::TextAlignmentRole:
        return index.column() == Size || index.column() == Duration ? int(Qt::AlignRight | Qt::AlignVCenter)
                                                                    : int(Qt::AlignLeft | Qt::AlignVCenter);
    case Qt::ForegroundRole:
        if (index.column() == Status && request.status >= 500)
            return QBrush(tokens().bad);
        if (index.column() == Status && request.status >= 400)
            return QBrush(tokens().warn);
        return {};
    default:
        return {};
    }
}

QVariant RequestsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return section == Size || section == Duration ? int(Qt::AlignRight | Qt::AlignVCenter)
                                                      : int(Qt::AlignLeft | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    switch (Column(section)) {
    case Time:
        return tr("Time");
    case Status:
        return tr("Status");
    case Method:
        return tr("Method");
    case Target:
        return tr("Address");
    case Cache:
        return tr("Cache");
    case Size:
        return tr("Size");
    case Duration:
        return tr("Took");
    case Client:
        return tr("Client");
    case ColumnCount:
        break;
    }
    return {};
}

void RequestsFilter::setWords(const QString &text)
{
    m_words = text.split(QRegularExpression(QStringLiteral("\\s+")), Qt::SkipEmptyParts);
    invalidateFilter();
}

bool RequestsFilter::filterAcceptsRow(int row, const QModelIndex &parent) const
{
    return std::all_of(m_words.cbegin(), m_words.cend(), [&](const QString &word) {
        for (int column = 0; column < sourceModel()->columnCount(parent); ++column) {
            const QString cell = sourceModel()->index(row, column, parent).data().toString();
            if (cell.contains(word, Qt::CaseInsensitive))
                return true;
        }
        return false;
    });
}

QString curlCommand(const QString &base, const OriginRequest &request)
{
    QString url = base + request.target;
    url.replace(QLatin1Char('\''), QLatin1String("'\\''"));
    if (request.method == QLatin1String("HEAD"))
        return QStringLiteral("curl -I '%1'").arg(url);
    if (request.method == QLatin1String("GET") || request.method.isEmpty())
        return QStringLiteral("curl -i '%1'").arg(url);
    return QStringLiteral("curl -i -X %1 '%2'").arg(request.method, url);
}

} // namespace vitrine::ui
