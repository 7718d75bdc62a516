#include <QFile>
#include <QProcess>
#include <QTest>

/// A test that aborts takes the servers that it has started with it.
class TestEndedParent : public QObject
{
    Q_OBJECT

private slots:
    void itsServerEnds()
    {
        QProcess parent;
        parent.start(qEnvironmentVariable("VITRINE_ENDING_PARENT"), {});
        QVERIFY(parent.waitForReadyRead(120'000));
        const QString server = QString::fromLatin1(parent.readLine().trimmed());
        QVERIFY(isRunning(server));
        parent.kill();
        QVERIFY(parent.waitForFinished());
        QTRY_VERIFY_WITH_TIMEOUT(!isRunning(server), 60'000);
    }

private:
    /// Not waiting to be buried, either.
    static bool isRunning(const QString &process)
    {
        QFile state(QStringLiteral("/proc/%1/stat").arg(process));
        return state.open(QIODevice::ReadOnly) && !state.readAll().contains(") Z ");
    }
};

QTEST_GUILESS_MAIN(TestEndedParent)
#include "tst_ended_parent.moc"
