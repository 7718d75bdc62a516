#include "codec/vips/sandbox.h"

#include <QtTest>

#include <arpa/inet.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include <csignal>
#include <thread>
#include <unistd.h>

using namespace vitrine::codec;

namespace {

using Act = int (*)();
constexpr int Fine = 0, Wrong = 1, NoSandbox = 2;

/// What became of a child that was locked in (or not) and then did `act`, as waitpid() gives it.
int fateOf(Act act, bool lockedIn = true)
{
    const pid_t child = fork();
    if (child == 0) {
        if (lockedIn && !enterSandbox().empty())
            _exit(NoSandbox);
        _exit(act());
    }
    int status = -1;
    waitpid(child, &status, 0);
    return status;
}

int openAFile()
{
    const int descriptor = open("/etc/passwd", O_RDONLY | O_CLOEXEC);
    return descriptor < 0 && errno == ENOENT ? Fine : Wrong;
}
int writeAFile()
{
    const int descriptor = open("/tmp/vitrine-sandbox-test", O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    return descriptor < 0 && errno == ENOENT ? Fine : Wrong;
}
int lookAtAFile()
{
    struct stat state{};
    return stat("/etc/passwd", &state) != 0 && errno == ENOENT ? Fine : Wrong;
}
int openASocket() { return socket(AF_INET, SOCK_STREAM, 0) < 0 ? Wrong : Fine; }
int openAUnixSocket() { return socket(AF_UNIX, SOCK_STREAM, 0) < 0 ? Wrong : Fine; }
int connectWhatItHolds()
{
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(1);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return connect(STDIN_FILENO, reinterpret_cast<sockaddr *>(&address), sizeof(address)) == 0 ? Wrong : Fine;
}
int execAProgram()
{
    char program[] = "/bin/true";
    char *arguments[] = {program, nullptr};
    execv(program, arguments);
    return Wrong;
}
int forkAProcess()
{
    const pid_t child = fork();
    if (child == 0)
        _exit(Fine);
    return Wrong;
}
int signalItsParent() { return kill(getppid(), 0) == 0 ? Wrong : Fine; }
int askToBeTraced() { return ptrace(PTRACE_TRACEME, 0, nullptr, nullptr) == 0 ? Wrong : Fine; }

/// What decoding is made of still goes on.
int doItsWork()
{
    int sum = 0;
    std::thread([&sum] { sum = 42; }).join();
    const int memory = memfd_create("result", MFD_CLOEXEC);
    if (sum != 42 || memory < 0 || write(memory, "picture", 7) != 7)
        return Wrong;
    void *mapped = mmap(nullptr, 7, PROT_READ, MAP_PRIVATE, memory, 0);
    struct stat state{};
    if (mapped == MAP_FAILED || std::memcmp(mapped, "picture", 7) != 0 || fstat(memory, &state) != 0)
        return Wrong;
    return state.st_size == 7 ? Fine : Wrong;
}
int abortLikeALibrary()
{
    signal(SIGABRT, SIG_DFL); // the test library has a handler of its own
    abort();
}

} // namespace

Q_DECLARE_METATYPE(Act)

/// Each way out of a worker, tried from inside.
class SandboxTest : public QObject
{
    Q_OBJECT

private slots:
    void thisMachineHasWhatItTakes() { QCOMPARE(sandboxObstacle(), std::string()); }

    void noFileExists_data()
    {
        QTest::addColumn<Act>("act");
        QTest::newRow("open") << &openAFile;
        QTest::newRow("create") << &writeAFile;
        QTest::newRow("stat") << &lookAtAFile;
    }
    void noFileExists()
    {
        QFETCH(Act, act);
        QCOMPARE(fateOf(act), Fine);
        QVERIFY2(fateOf(act, false) != Fine, "the file is not there anyway: this shows nothing");
        unlink("/tmp/vitrine-sandbox-test");
    }

    void aWayOutIsDeadly_data()
    {
        QTest::addColumn<Act>("act");
        QTest::newRow("socket") << &openASocket;
        QTest::newRow("unix socket") << &openAUnixSocket;
        QTest::newRow("connect") << &connectWhatItHolds;
        QTest::newRow("exec") << &execAProgram;
        QTest::newRow("fork") << &forkAProcess;
        QTest::newRow("kill") << &signalItsParent;
        QTest::newRow("ptrace") << &askToBeTraced;
    }
    void aWayOutIsDeadly()
    {
        QFETCH(Act, act);
        const int status = fateOf(act);
        QVERIFY2(WIFSIGNALED(status), qPrintable(QString::number(status)));
        QCOMPARE(WTERMSIG(status), SIGSYS);
        const int free = fateOf(act, false);
        QVERIFY2(!WIFSIGNALED(free) || WTERMSIG(free) != SIGSYS, "deadly without a sandbox too: this shows nothing");
    }

    void workGoesOn() { QCOMPARE(fateOf(&doItsWork), Fine); }

    void anAbortIsStillAnAbort()
    {
        const int status = fateOf(&abortLikeALibrary);
        QVERIFY(WIFSIGNALED(status));
        QCOMPARE(WTERMSIG(status), SIGABRT);
    }
};

QTEST_GUILESS_MAIN(SandboxTest)
#include "tst_sandbox.moc"
