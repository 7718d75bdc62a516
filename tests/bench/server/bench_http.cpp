#include "bench/catalog/shop.h"
#include "origin/origin.h"
#include "origin/origin_metrics.h"
#include "origin/support/twin_images.h"
#include "server/http_server.h"
#include "storage/sqlite/sqlite_catalog.h"

#include <QCoreApplication>
#include <QFile>
#include <QTextStream>

#include <csignal>

using namespace vitrine;

/// bench_http DIR [IO-THREADS]: serves a shop of VITRINE_BENCH_PRODUCTS products on a free port until
/// SIGTERM. Beside the origin's own addresses it answers /constant/…, a body as long as a card with a card's
/// headers, made beforehand. Writes DIR/keys (one card's address a line) and DIR/picture (the bytes of
/// /i/bench/…); prints the address.

namespace {

constexpr qsizetype PictureBytes = 64 * 1024;

/// Pictures of the size that the comparison is about.
class PictureRenderer final : public images::Renderer
{
public:
    Result<images::ImageInfo> validate(const images::Source &, Deadline) override
    {
        return images::ImageInfo{};
    }
    Result<images::Rendered> render(const images::Source &, const images::RenderSpec &, Deadline) override
    {
        images::Rendered rendered;
        rendered.bytes = QByteArray(PictureBytes, 'p');
        return rendered;
    }
    Result<images::Rendered> renderAside(const images::Source &source, const images::RenderSpec &spec,
                                             Deadline deadline, const CancelToken &) override
    {
        return render(source, spec, deadline);
    }
    Result<images::Pixels> decode(const images::Source &, int, Deadline) override { return images::Pixels{}; }
    int concurrency() const override { return 1; }
};

void write(const QString &path, const QByteArray &bytes)
{
    QFile file(path);
    if (!file.open(QFile::WriteOnly) || file.write(bytes) != bytes.size())
        qFatal("%s", qPrintable(file.errorString()));
}

} // namespace

int main(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    if (argc < 2)
        qFatal("usage: bench_http DIR [IO-THREADS]");
    const QString dir = app.arguments().at(1);
    const int products = bench::productCount(20'000);

    auto opened = storage::sqlite::SqliteCatalog::open(dir + QStringLiteral("/catalog"));
    if (!opened.ok())
        qFatal("%s", qPrintable(opened.error().toString()));
    catalog::Catalog catalog = (*opened)->ports();
    if (catalog.search.productCount() < products)
        bench::fill(catalog.writer, products);

    const SystemClock clock;
    test::TwinOriginals originals;
    PictureRenderer renderer;
    images::ImageService images(originals, renderer, clock, {});
    const auto presets = images::PresetList::parse(
        "[[preset]]\nname = \"bench\"\nwidth = 340\nheight = 340\nfit = \"cover\"\n",
        QStringLiteral("bench"));
    origin::Origin origin(catalog, images, *presets, clock, {});

    QByteArray keys;
    qint64 cardBytes = 0;
    for (int n = 0; n < products; ++n) {
        const ProductKey key = bench::shopProduct(n).key;
        keys += "/v1/products/" + key.toString().toLatin1() + '\n';
        const auto card = catalog.cards.card(key);
        if (!card)
            qFatal("%s", qPrintable(card.error().toString()));
        cardBytes += card->json.size();
    }
    write(dir + QStringLiteral("/keys"), keys);
    write(dir + QStringLiteral("/picture"), QByteArray(PictureBytes, 'p'));

    origin::Response constant;
    origin.handle({"GET", keys.first(keys.indexOf('\n')), {}, {}},
                  [&constant](const origin::Response &card) { constant.headers = card.headers; });
    constant.body = QByteArray(cardBytes / products, 'c');

    server::HttpServerLimits limits;
    limits.ioThreads = argc > 2 ? app.arguments().at(2).toInt() : 1;
    origin::OriginMetrics metrics;
    server::HttpServer server(
        [&](origin::Request request, origin::Responder respond) {
            if (request.target.startsWith("/constant/"))
                return respond(constant);
            origin.handle(std::move(request), std::move(respond));
        },
        limits, metrics.observer());
    const auto url = server.start(QStringLiteral("127.0.0.1:0"));
    if (!url)
        qFatal("%s", qPrintable(url.error().toString()));
    QTextStream(stdout) << *url << ' ' << constant.body.size() << Qt::endl;

    sigset_t end;
    sigemptyset(&end);
    sigaddset(&end, SIGTERM);
    sigaddset(&end, SIGINT);
    pthread_sigmask(SIG_BLOCK, &end, nullptr);
    int signal = 0;
    sigwait(&end, &signal);
    server.stop();
    const auto totals = metrics.totals();
    QTextStream(stdout) << totals.requests << " answers, inside the server p50 " << totals.p50.count()
                        << " us, p90 " << totals.p90.count() << " us, p99 " << totals.p99.count() << " us"
                        << Qt::endl;
    return 0;
}
