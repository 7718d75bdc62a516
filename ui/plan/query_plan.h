#pragma once

#include <QJsonObject>
#include <QStringList>
#include <QVector>

namespace vitrine::ui {

/// A plan as it was run, in the form in which it is shown. A value.
struct QueryPlan
{
    struct Fetch
    {
        QStringList tables, parts;
        QString sql;
        int wave = 0, connection = 0;
        qint64 ids = 0, rows = 0;
        qint64 startUs = 0, lengthUs = 0, estimatedUs = 0;
    };

    QString description, database, way;
    int connections = 1, waves = 1, snapshotTries = 1;
    qint64 roundTripUs = 0, totalUs = 0;
    QVector<Fetch> fetches;

    struct Join
    {
        int tables = 0;
        int limit = 64; ///< of this database
        int mysqlLimit = 61, sqliteLimit = 64;
        QString sql;
    } join;
};

/// Reads the document of PlanSession::explain.
QueryPlan readPlan(const QJsonObject &document);

/// "MariaDB 10.11 by magento: 0.7 ms, batch over 1 connection, 2 waves".
QString planSentence(const QueryPlan &plan);

} // namespace vitrine::ui
