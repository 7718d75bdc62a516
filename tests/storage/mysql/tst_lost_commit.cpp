#include "catalog/history.h"
#include "catalog/support/sample_products.h"
#include "storage/mysql/own_catalog.h"
#include "storage/mysql/support/mariadb_server.h"

#include <QTest>

#include <arpa/inet.h>
#include <array>
#include <atomic>
#include <poll.h>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>
#include <vector>

using namespace vitrine;
using namespace vitrine::catalog;

namespace {

/// What becomes of a commit.
enum class Loss {
    Answer,        ///< it is made, and the connection breaks before that is said
    CutOffAfter,   ///< it is made, and error 1180 is said: the node was cut off from its cluster meanwhile
    CutOffBefore   ///< it is not, and the same is said
};

/// Stands between Vitrine and its server, and can do that to a commit.
class LosingProxy
{
public:
    explicit LosingProxy(int serverPort) : m_server(address(serverPort)), m_listener(::socket(AF_INET, SOCK_STREAM, 0))
    {
        sockaddr_in any = address(0);
        socklen_t size = sizeof any;
        if (::bind(m_listener, reinterpret_cast<sockaddr *>(&any), size) != 0 || ::listen(m_listener, 16) != 0 ||
            ::getsockname(m_listener, reinterpret_cast<sockaddr *>(&any), &size) != 0)
            qFatal("the proxy cannot listen");
        m_port = ntohs(any.sin_port);
        m_acceptor = std::thread([this] {
            for (int client = 0; (client = ::accept(m_listener, nullptr, nullptr)) >= 0;)
                m_links.emplace_back([this, client] { carry(client); });
        });
    }
    ~LosingProxy()
    {
        ::shutdown(m_listener, SHUT_RDWR);
        m_acceptor.join();
        for (std::thread &link : m_links)
            link.join();
        ::close(m_listener);
    }
    int port() const { return m_port; }
    void loseNextCommit(Loss loss)
    {
        m_loss = loss;
        m_isArmed = true;
    }
    int lost() const { return m_lost; }

private:
    static sockaddr_in address(int port)
    {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(quint16(port));
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        return address;
    }
    /// Until one side closes.
    void carry(int client)
    {
        const int server = ::socket(AF_INET, SOCK_STREAM, 0);
        std::array<pollfd, 2> ends{pollfd{client, POLLIN, 0}, pollfd{server, POLLIN, 0}};
        std::array<char, 65536> buffer;
        bool isOpen = ::connect(server, reinterpret_cast<const sockaddr *>(&m_server), sizeof m_server) == 0, loses = false;
        const auto refuse = [client] {
            const QByteArray said = QByteArray("\xff\x9c\x04", 3) + "#HY000Got error 6 \"No such device or address\" during COMMIT";
            const QByteArray packet = QByteArray(1, char(said.size())) + QByteArray("\0\0\1", 3) + said;
            ::send(client, packet.constData(), size_t(packet.size()), MSG_NOSIGNAL);
        };
        while (isOpen && ::poll(ends.data(), ends.size(), -1) > 0) {
            for (size_t i = 0; i < ends.size() && isOpen; ++i) {
                if (ends[i].revents == 0)
                    continue;
                const ssize_t size = ::recv(ends[i].fd, buffer.data(), buffer.size(), 0);
                isOpen = size > 0 && !(i == 1 && loses); // the server's answer to the commit
                if (loses && i == 1 && size > 0 && m_loss == Loss::CutOffAfter)
                    refuse();
                if (!isOpen)
                    break;
                if (i == 0 && QByteArrayView(buffer.data(), size).endsWith("\x03" "COMMIT") && size == 11 && m_isArmed.exchange(false)) {
                    loses = true;
                    ++m_lost;
                    if (m_loss == Loss::CutOffBefore) {
                        refuse();
                        isOpen = false;
                        break;
                    }
                }
                isOpen = ::send(ends[1 - i].fd, buffer.data(), size_t(size), MSG_NOSIGNAL) == size;
            }
        }
        ::close(client);
        ::close(server);
    }

    const sockaddr_in m_server;
    const int m_listener;
    int m_port = 0;
    std::atomic<Loss> m_loss{Loss::Answer};
    std::atomic_bool m_isArmed{false};
    std::atomic<int> m_lost{0};
    std::vector<std::thread> m_links; // of the acceptor until it has ended
    std::thread m_acceptor;
};

} // namespace

/// The connection breaks after the server has committed and before it has said so, or a cluster's node says that it was cut
/// off while it committed, which may be or not: the write is made once, and answered as what it was.
class TestLostCommit : public QObject
{
    Q_OBJECT

private slots:
    void isFoundAndNotMadeAgain_data()
    {
        QTest::addColumn<Loss>("loss");
        QTest::newRow("the connection breaks") << Loss::Answer;
        QTest::newRow("cut off, and committed") << Loss::CutOffAfter;
        QTest::newRow("cut off, and not committed") << Loss::CutOffBefore;
    }
    void isFoundAndNotMadeAgain()
    {
        QFETCH(Loss, loss);
        test::MariaDbServer server;
        server.execute("CREATE DATABASE own");
        auto address = server.owner(QStringLiteral("own"));
        LosingProxy proxy(server.port());
        address.port = proxy.port();
        address.otherNodes.append({address.host, server.port()}); // of one server alone 1180 is a failure
        SystemClock clock;
        auto opened = storage::mysql::OwnCatalog::open(address, {}, clock);
        QVERIFY2(opened.ok(), opened ? "" : qPrintable(opened.error().toString()));
        const auto catalog = *std::move(opened);
        ProductWriter &writer = catalog->ports().writer;
        Product product = test::sampleProduct(1);
        QVERIFY(writer.upsert({product}).ok()); // its attributes and options are there from here on
        product.key = ProductKey(QStringLiteral("another"));

        proxy.loseNextCommit(loss);
        const auto made = writer.replace(product, 0);
        QCOMPARE(proxy.lost(), 1);
        QVERIFY2(made.ok(), made ? "" : qPrintable(made.error().toString()));
        QCOMPARE(made->outcome, Outcome::Created);

        proxy.loseNextCommit(loss);
        const auto edited = writer.edit({product.key, Edit::Field::Name, {}, {}, Value(QStringLiteral("new")), 1u});
        QCOMPARE(proxy.lost(), 2);
        QVERIFY2(edited.ok(), edited ? "" : qPrintable(edited.error().toString()));
        QCOMPARE(edited->version, 2u);
        QVERIFY(edited->previous == Value(product.name));

        // A set of changes is begun once, and each of its products is changed once.
        ProductHistory &history = *catalog->ports().history;
        const auto entries = history.ofProduct(product.key, 1, 0);
        proxy.loseNextCommit(loss);
        const auto begun = history.beginRestore(entries->first().id, {});
        QCOMPARE(proxy.lost(), 3);
        QVERIFY2(begun.ok(), begun ? "" : qPrintable(begun.error().toString()));
        QCOMPARE(history.sets(10, 0)->size(), 1);
        proxy.loseNextCommit(loss);
        const auto advanced = history.advance(begun->id, 10);
        QCOMPARE(proxy.lost(), 4);
        QVERIFY2(advanced.ok(), advanced ? "" : qPrintable(advanced.error().toString()));
        QVERIFY(advanced->finished);
        QCOMPARE(advanced->changed, 1);
        QCOMPARE(history.set(begun->id)->done, 1);
        QCOMPARE(history.ofSet(begun->id, 10, 0)->size(), 1);

        proxy.loseNextCommit(loss);
        const auto removed = writer.remove(product.key, 3, {});
        QCOMPARE(proxy.lost(), 5);
        QVERIFY2(removed.ok(), removed ? "" : qPrintable(removed.error().toString()));
        QCOMPARE(removed->version, 4u);
        QCOMPARE(catalog->transactions().lost.load(), 5u);
    }
};

QTEST_GUILESS_MAIN(TestLostCommit)
#include "tst_lost_commit.moc"
