#include "origin/service_routes.h"
#include "origin/image_routes.h"

#include <QUrl>

namespace vitrine::origin {

namespace {

const QByteArray PageTop = QByteArrayLiteral(
    "<!doctype html><html lang=en><meta charset=utf-8><meta name=viewport content='width=device-width'>"
    "<title>Vitrine origin</title><style>body{font:16px/1.6 system-ui,sans-serif;max-width:44rem;margin:3rem "
    "auto;"
    "padding:0 1rem;color-scheme:light dark}code{font-size:.9em}img{max-width:300px;border-radius:8px}"
    "li{margin:.3rem 0}</style><h1>Vitrine origin</h1>"
    "<p>This is a shop's product catalog and its pictures over HTTP: cards, search, and every picture in "
    "every size.");

/// One list entry that shows the very address it leads to.
QByteArray link(const QByteArray &url, const char *what)
{
    const QByteArray shown = QString::fromUtf8(url).toHtmlEscaped().toUtf8();
    return "<li><a href=\"" + shown + "\"><code>" + shown + "</code></a> " + what;
}

QByteArray page(const catalog::Catalog &catalog, const images::PresetList &presets)
{
    catalog::ProductSearch &search = catalog.search;
    QByteArray html = PageTop + "<p>" + QByteArray::number(search.productCount()) + " products.<ul>";
    QByteArray picture;
    const auto all = search.find({}, CancelToken());
    const auto rows = all && all->size() > 0 ? search.rows(*all, 0, 1) : QVector<catalog::Row>{};
    if (rows && !rows->isEmpty() && !rows->first().key.isEmpty()) {
        const catalog::Row &row = rows->first();
        html += link("/v1/products/" + QUrl::toPercentEncoding(row.key.toString()), "a product's card");
        const images::Preset *preset = listPreset(presets);
        if (preset && !row.image.id.isEmpty()) {
            const QByteArray url = imageUrl(*preset, row.image.id, catalog.focalPoints);
            html += link(url, "its picture, in the best format this browser shows");
            picture = "<p><img src=\"" + url + "\" alt=\"" + row.name.toHtmlEscaped().toUtf8() + "\">";
        }
    } else {
        html += "<li>The catalog is empty: <code>vitrined import</code> or <code>vitrined generate</code> "
                "fills it.";
    }
    html += link("/v1/search?q=&limit=5&facets=brand", "a search, with counts by brand");
    html += link("/presets.json", "every size that pictures come in");
    html += link("/openapi.json", "every address, described for programs");
    html += link("/healthz", "alive?");
    html += link("/readyz", "ready to answer?");
    return html + "</ul>" + picture + "</html>\n";
}

void answerPage(const Call &call, const catalog::Catalog &catalog, const images::PresetList &presets)
{
    Response response = success(page(catalog, presets), QByteArrayLiteral("text/html; charset=utf-8"),
                                QByteArrayLiteral("no-cache"));
    response.headers.emplaceBack(
        QByteArrayLiteral("Content-Security-Policy"),
        QByteArrayLiteral("default-src 'none'; img-src 'self'; style-src 'unsafe-inline'"));
    call.respond(std::move(response));
}

Response plain(const char *text)
{
    return success(text, QByteArrayLiteral("text/plain; charset=utf-8"), QByteArrayLiteral("no-store"));
}

} // namespace

QVector<Route> serviceRoutes(const catalog::Catalog &catalog, const images::PresetList &presets, JobQueue &jobs,
                             Readiness ready)
{
    return {
        {"/",
         "getPage",
         "A page for people, with examples",
         {},
         {{200, "text/html", "The page"}},
         [catalog, &presets, &jobs](Call call) {
             if (refuseUnacceptable(call, "text/html"))
                 return;
             jobs.run(std::move(call), [catalog, &presets](const Call &c) { answerPage(c, catalog, presets); });
         }},
        {"/healthz",
         "getHealth",
         "Whether the process answers at all",
         {},
         {{200, "text/plain", "It does"}},
         [](Call call) { call.respond(plain("ok\n")); }},
        {"/readyz",
         "getReadiness",
         "Whether it should be sent requests",
         {},
         {{200, "text/plain", "Yes"}, {503, "application/problem+json", "Not now, and why"}},
         [ready = std::move(ready)](Call call) {
             const Status status = ready ? ready() : Status(Done{});
             if (status)
                 return call.respond(plain("ready\n"));
             call.respond(problemResponse(
                 {503, "not-ready", QStringLiteral("Not ready"), status.error().toString(), {}}));
         }},
    };
}

} // namespace vitrine::origin
