#include "ui/jobs/import_models.h"

#include "ui/style/theme.h"

#include <QFileInfo>
#include <QLocale>

#include <cmath>

namespace vitrine::ui {

namespace {

QString iconOf(const ImportRun &run)
{
    switch (run.state) {
    case ImportRun::State::Waiting:
        return QStringLiteral("clock");
    case ImportRun::State::Running:
    case ImportRun::State::Cancelling:
        return QStringLiteral("refresh-cw");
    case ImportRun::State::Done:
        return run.report && run.report->rejected > 0 ? QStringLiteral("triangle-alert")
                                                      : QStringLiteral("circle-check");
    case ImportRun::State::Cancelled:
        return QStringLiteral("circle-x");
    case ImportRun::State::Failed:
        return QStringLiteral("circle-alert");
    }
    return {};
}

QString csvCell(QString text)
{
    static const QString formula = QStringLiteral("=+-@\t\r");
    if (!text.isEmpty() && formula.contains(text.at(0)))
        text.prepend(QLatin1Char('\''));
    text.replace(QLatin1Char('"'), QLatin1String("\"\""));
    return QLatin1Char('"') + text + QLatin1Char('"');
}

} // namespace

RunsModel::RunsModel(ImportQueue &queue, QObject *parent)
    : QAbstractListModel(parent), m_queue(queue), m_count(int(queue.runs().size()))
{
    connect(&queue, &ImportQueue::added, this, [this] {
        beginInsertRows({}, 0, 0);
        ++m_count;
        endInsertRows();
    });
    connect(&queue, &ImportQueue::changed, this,
            [this](int run) { emit dataChanged(indexOf(run), indexOf(run)); });
}

int RunsModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : m_count;
}

int RunsModel::runOf(const QModelIndex &index) const
{
    return index.isValid() ? m_count - 1 - index.row() : -1;
}

QModelIndex RunsModel::indexOf(int run) const
{
    return index(m_count - 1 - run);
}

QVariant RunsModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const ImportRun &run = m_queue.runs().at(runOf(index));
    switch (role) {
    case Qt::DisplayRole: {
        const std::optional<double> share = run.share();
        const bool moving = run.state == ImportRun::State::Running && share;
        const QString state =
            moving ? QStringLiteral("%1 %").arg(int(std::floor(*share * 100))) : run.stateName();
        return QStringLiteral("%1 · %2").arg(run.title(), state);
    }
    case Qt::ToolTipRole:
        return run.options.sources.join(QLatin1Char('\n'));
    case Qt::DecorationRole:
        return icon(iconOf(run));
    default:
        return {};
    }
}

void RejectionsModel::setRejections(const QVector<exchange::Rejection> &rejections)
{
    beginResetModel();
    m_rejections = rejections;
    endResetModel();
}

QString RejectionsModel::toCsv() const
{
    QString csv = QStringLiteral("file,line,field,reason\r\n");
    for (const exchange::Rejection &each : m_rejections) {
        csv += QStringLiteral("%1,%2,%3,%4\r\n")
                   .arg(csvCell(each.file), each.line > 0 ? QString::number(each.line) : QString(),
                        csvCell(each.field), csvCell(each.reason));
    }
    return csv;
}

QString RejectionsModel::toTsv() const
{
    const auto cell = [](QString text) {
        return text.replace(QLatin1Char('\t'), QLatin1Char(' ')).simplified();
    };
    QString tsv = QStringLiteral("file\tline\tfield\treason\n");
    for (const exchange::Rejection &each : m_rejections) {
        tsv += QStringList{cell(each.file), each.line > 0 ? QString::number(each.line) : QString(),
                           cell(each.field), cell(each.reason)}
                   .join(QLatin1Char('\t')) +
               QLatin1Char('\n');
    }
    return tsv;
}

int RejectionsModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_rejections.size());
}

int RejectionsModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant RejectionsModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const exchange::Rejection &each = m_rejections.at(index.row());
    if (role == Qt::TextAlignmentRole)
        return index.column() == Line ? int(Qt::AlignRight | Qt::AlignVCenter)
                                      : int(Qt::AlignLeft | Qt::AlignVCenter);
    if (role != Qt::DisplayRole && role != Qt::ToolTipRole)
        return {};
    switch (Column(index.column())) {
    case File:
        return role == Qt::ToolTipRole ? each.file : QFileInfo(each.file).fileName();
    case Line:
        return each.line > 0 ? QLocale().toString(each.line) : QString();
    case Field:
        return each.field;
    case Reason:
        return each.reason;
    case ColumnCount:
        break;
    }
    return {};
}

QVariant RejectionsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (Column(section)) {
    case File:
        return tr("File");
    case Line:
        return tr("Line");
    case Field:
        return tr("Field");
    case Reason:
        return tr("Reason");
    case ColumnCount:
        break;
    }
    return {};
}

} // namespace vitrine::ui
