#include "storage/s3/s3_client.h"

#include "base/log.h"
#include "storage/s3/file_slice.h"
#include "storage/s3/s3_signature.h"

#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QNetworkRequest>
#include <QRandomGenerator>
#include <QThread>
#include <QTimer>
#include <QXmlStreamReader>

#include <future>
#include <mutex>

namespace vitrine::storage::s3 {

namespace {

constexpr qint64 BytesPerSecond = 256 * 1024;
constexpr qint64 MostAnswerBytes = 4 << 20; ///< without a sink; lists and errors are small

bool isRetried(int status)
{
    return status == 408 || status == 429 || (status >= 500 && status != 501 && status != 505);
}

} // namespace

/// One attempt on its way through the network thread.
struct Client::Exchange
{
    QNetworkRequest request;
    const Request *wanted = nullptr;
    Sink *sink = nullptr;
    std::chrono::milliseconds whole{0};

    QNetworkReply *reply = nullptr; ///< network thread
    std::unique_ptr<FileSlice> body;
    std::promise<void> finished;

    int status = 0;
    QNetworkReply::NetworkError network = QNetworkReply::NoError;
    QString networkText;
    bool tooLate = false;
    std::optional<Error> sinkError;
    Reply answer;

    void read()
    {
        const QByteArray bytes = reply->readAll();
        status = reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
        if (bytes.isEmpty() || sinkError)
            return;
        const bool toSink = sink && status >= 200 && status < 300;
        if (!toSink && answer.bytes.size() + bytes.size() <= MostAnswerBytes) {
            answer.bytes += bytes;
        } else if (toSink) {
            if (const Status taken = sink->take(bytes); !taken) {
                sinkError = taken.error();
                reply->abort();
            }
        }
    }
};

/// The network thread with its managers: a manager keeps its connections alive, and each is used by one call at a time.
struct Client::Network
{
    Network()
    {
        thread.setObjectName(QStringLiteral("s3"));
        context.moveToThread(&thread);
        thread.start();
    }
    ~Network()
    {
        std::promise<void> gone;
        QMetaObject::invokeMethod(&context, [this, &gone] {
            managers.clear();
            gone.set_value();
        });
        gone.get_future().wait();
        thread.quit();
        thread.wait();
    }

    void run(Exchange &exchange)
    {
        auto done = exchange.finished.get_future();
        QMetaObject::invokeMethod(&context, [this, &exchange] { start(exchange); });
        done.wait();
    }

    void start(Exchange &exchange)
    {
        QNetworkAccessManager *manager = nullptr;
        if (idle.empty()) {
            managers.push_back(std::make_unique<QNetworkAccessManager>());
            manager = managers.back().get();
            manager->setRedirectPolicy(QNetworkRequest::ManualRedirectPolicy);
            manager->setAutoDeleteReplies(false);
        } else {
            manager = idle.back();
            idle.pop_back();
        }
        const Request &wanted = *exchange.wanted;
        QIODevice *slice = nullptr;
        if (wanted.slice.descriptor >= 0) {
            exchange.body = std::make_unique<FileSlice>(wanted.slice.descriptor, wanted.slice.offset, wanted.slice.size);
            slice = exchange.body.get();
        }
        if (wanted.method == "GET")
            exchange.reply = manager->get(exchange.request);
        else if (wanted.method == "HEAD")
            exchange.reply = manager->head(exchange.request);
        else if (wanted.method == "DELETE")
            exchange.reply = manager->deleteResource(exchange.request);
        else if (wanted.method == "POST")
            exchange.reply = manager->post(exchange.request, wanted.bytes);
        else
            exchange.reply = slice ? manager->put(exchange.request, slice) : manager->put(exchange.request, wanted.bytes);

        QNetworkReply *reply = exchange.reply;
        auto *deadline = new QTimer(reply);
        deadline->setSingleShot(true);
        QObject::connect(deadline, &QTimer::timeout, reply, [&exchange, reply] {
            exchange.tooLate = true;
            reply->abort();
        });
        deadline->start(exchange.whole);
        QObject::connect(reply, &QNetworkReply::readyRead, reply, [&exchange] { exchange.read(); });
        QObject::connect(reply, &QNetworkReply::finished, &context, [this, &exchange, reply, manager, deadline] {
            deadline->stop();
            if (reply->isOpen())
                exchange.read();
            exchange.status = reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
            exchange.network = reply->error();
            exchange.networkText = reply->errorString();
            for (const auto &[name, value] : reply->rawHeaderPairs())
                exchange.answer.headers.insert(name.toLower(), value);
            reply->deleteLater();
            idle.push_back(manager);
            exchange.finished.set_value(); // the last word: the exchange may be gone now
        });
    }

    QThread thread;
    QObject context;
    std::vector<std::unique_ptr<QNetworkAccessManager>> managers; // network thread, as the next
    std::vector<QNetworkAccessManager *> idle;
};

Client::Client(Address address, Credentials credentials, Limits limits)
    : m_address(std::move(address)),
      m_credentials(std::move(credentials)),
      m_limits(limits),
      m_network(std::make_unique<Network>())
{
}

Client::~Client() = default;

Result<Reply> Client::send(const Request &request, Sink *sink)
{
    auto most = m_limits.firstPause;
    for (int attempt = 1;; ++attempt) {
        bool mayPass = false;
        auto reply = this->attempt(request, sink, &mayPass);
        if (reply || !mayPass || attempt >= m_limits.attempts)
            return reply;
        // Anything up to the bound: clients that failed together do not come back together.
        const auto pause = std::chrono::milliseconds(
            QRandomGenerator::global()->bounded(int(most.count() / 2), int(most.count()) + 1));
        qCInfo(log::storage).noquote() << "trying again in" << pause.count() << "ms:" << reply.error().toString();
        std::this_thread::sleep_for(pause);
        most = std::min(most * 2, m_limits.mostPause);
    }
}

Result<Reply> Client::attempt(const Request &request, Sink *sink, bool *mayPass)
{
    if (sink) {
        if (const Status ready = sink->restart(); !ready)
            return ready.error();
    }
    const QUrl url = m_address.urlOf(request.key, request.query);
    const QDateTime now = QDateTime::currentDateTimeUtc();
    QByteArray host = url.host(QUrl::FullyEncoded).toLatin1();
    if (host.contains(':'))
        host = '[' + host + ']';
    if (url.port() != -1)
        host += ':' + QByteArray::number(url.port());
    const QByteArray sha256 = request.sha256.isEmpty()
                                  ? QCryptographicHash::hash(request.bytes, QCryptographicHash::Sha256)
                                  : request.sha256;
    auto headers = request.headers;
    headers += {{"host", host}, {"x-amz-date", amzDate(now)}, {"x-amz-content-sha256", sha256.toHex()}};
    if (!m_credentials.sessionToken.isEmpty())
        headers += {{"x-amz-security-token", m_credentials.sessionToken}};

    Exchange exchange;
    exchange.request.setUrl(url);
    for (const auto &[name, value] : headers)
        exchange.request.setRawHeader(name, value);
    exchange.request.setRawHeader(
        "Authorization", authorization({request.method, url.path(QUrl::FullyEncoded).toLatin1(), request.query, headers, sha256.toHex()},
                                       m_credentials, {m_address.region.toLatin1(), "s3", now}));
    exchange.request.setRawHeader("Accept-Encoding", "identity");
    if (request.method == "PUT" || request.method == "POST")
        exchange.request.setHeader(QNetworkRequest::ContentTypeHeader, QByteArrayLiteral("application/octet-stream"));
    exchange.request.setAttribute(QNetworkRequest::Http2AllowedAttribute, false);
    exchange.request.setTransferTimeout(int(m_limits.idle.count()));
    exchange.wanted = &request;
    exchange.sink = sink;
    const qint64 bytes = std::max<qint64>(request.slice.size, request.bytes.size());
    exchange.whole = m_limits.whole + std::chrono::seconds(bytes / BytesPerSecond);
    m_network->run(exchange);

    if (exchange.sinkError)
        return *exchange.sinkError;
    const bool arrived = exchange.status >= 200 && exchange.status < 300 && exchange.network == QNetworkReply::NoError;
    if (!arrived)
        return refusal(exchange, mayPass);
    if (sink) {
        if (const Status whole = sink->finish(); !whole) {
            *mayPass = true;
            return whole.error();
        }
    }
    exchange.answer.status = exchange.status;
    return std::move(exchange.answer);
}

Error Client::refusal(const Exchange &exchange, bool *mayPass) const
{
    const QString where = m_address.toString();
    const int status = exchange.status;
    if (status < 300) { // no answer, or one that broke off
        *mayPass = true;
        const bool silent = exchange.tooLate || exchange.network == QNetworkReply::OperationCanceledError ||
                            exchange.network == QNetworkReply::TimeoutError;
        return {silent ? ErrorCode::DeadlineExceeded : ErrorCode::Io,
                silent ? QStringLiteral("the S3 server does not answer in time")
                       : QStringLiteral("the S3 server cannot be reached: %1").arg(exchange.networkText),
                where, QStringLiteral("Check the endpoint in originals.url and that the server runs")};
    }
    *mayPass = isRetried(status);
    const QString code = elementText(exchange.answer.bytes, QLatin1String("Code")).left(64);
    const QString message = elementText(exchange.answer.bytes, QLatin1String("Message")).left(300);
    const QString said = code.isEmpty() ? QStringLiteral("status %1").arg(status) : QStringLiteral("status %1, %2: %3").arg(status).arg(code, message);
    if (status == 404)
        return {ErrorCode::NotFound, QStringLiteral("S3 has no such thing (%1)").arg(said), where, {}};
    if (status == 401 || status == 403)
        return {ErrorCode::PermissionDenied, QStringLiteral("S3 refuses the access (%1)").arg(said), where,
                QStringLiteral("Check the keys, what they may do with this bucket, the region, and this machine's clock")};
    if (status < 400)
        return {ErrorCode::Io, QStringLiteral("S3 sends elsewhere (%1)").arg(said), where,
                QStringLiteral("Give the bucket's own region and endpoint in originals.url")};
    if (status == 429 || status == 503)
        return {ErrorCode::Overloaded, QStringLiteral("S3 asks to slow down (%1)").arg(said), where, QStringLiteral("Try again later")};
    if (status == 507)
        return {ErrorCode::StorageFull, QStringLiteral("S3 has no space left (%1)").arg(said), where, {}};
    return {ErrorCode::Io, QStringLiteral("S3 fails (%1)").arg(said), where, {}};
}

QString elementText(const QByteArray &xml, QLatin1String name)
{
    QXmlStreamReader reader(xml);
    while (!reader.atEnd()) {
        if (reader.readNext() == QXmlStreamReader::StartElement && reader.name() == name)
            return reader.readElementText(QXmlStreamReader::SkipChildElements);
    }
    return {};
}

} // namespace vitrine::storage::s3
