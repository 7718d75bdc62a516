#include "images/matrix_report.h"

#include <QUrl>

namespace vitrine::images {

namespace {

const char Head[] = R"(<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>%1 in every size</title><style>
:root{color-scheme:light dark;--bg:#f6f7f9;--card:#fff;--text:#1b1f27;--dim:#5b6472;--line:#d9dde4;--bad:#c62a2f;--accent:#1f5fd6}
@media(prefers-color-scheme:dark){:root{--bg:#16181d;--card:#1f2229;--text:#e7e9ee;--dim:#9aa3b2;--line:#343945;--bad:#ff6369;--accent:#6ea8fe}}
body{margin:2rem auto;max-width:72rem;padding:0 1rem;background:var(--bg);color:var(--text);font:14px/1.45 Inter,system-ui,sans-serif}
h1{font-size:1.4rem;overflow-wrap:anywhere}h2{font-size:1.05rem;margin-top:2rem}
table{border-collapse:collapse;width:100%;background:var(--card);font-variant-numeric:tabular-nums}
th,td{padding:.35rem .6rem;border-bottom:1px solid var(--line);text-align:right}
th:first-child,td:first-child,.l{text-align:left}thead th{position:sticky;top:0;background:var(--card)}
th button{all:unset;cursor:pointer;font-weight:600}th button:focus-visible,a:focus-visible{outline:2px solid var(--accent)}
th[aria-sort=ascending] button::after{content:" ▲"}th[aria-sort=descending] button::after{content:" ▼"}
td img{display:block;width:48px;height:48px;object-fit:contain}a{color:var(--accent)}.bad{color:var(--bad)}.dim{color:var(--dim)}
</style></head><body>
)";

const char Script[] = R"(<script>
const table=document.getElementById('variants'),body=table.tBodies[0];
table.tHead.querySelectorAll('button').forEach(button=>button.addEventListener('click',()=>{
  const th=button.parentElement,column=th.cellIndex,down=th.getAttribute('aria-sort')==='ascending';
  table.tHead.querySelectorAll('th').forEach(other=>other.removeAttribute('aria-sort'));
  th.setAttribute('aria-sort',down?'descending':'ascending');
  const value=row=>row.cells[column].dataset.v,number=v=>v!==''&&!isNaN(v);
  [...body.rows].sort((a,b)=>{const x=value(a),y=value(b);
    if(x===''||y==='')return (x==='')-(y==='');
    const order=number(x)&&number(y)?x-y:x.localeCompare(y);return down?-order:order;
  }).forEach(row=>body.append(row));
}));
</script>
)";

QString cell(const QString &sortKey, const QString &html, const char *classes = "")
{
    return QStringLiteral("<td data-v=\"%1\" class=\"%2\">%3</td>")
        .arg(sortKey, QLatin1String(classes), html);
}

QString score(const std::optional<double> &ssim)
{
    return ssim ? QString::number(*ssim, 'f', 4) : QStringLiteral("–");
}

QString millis(std::chrono::microseconds time)
{
    return QString::number(double(time.count()) / 1000, 'f', 1);
}

QString header(const QStringList &names)
{
    QString html = QStringLiteral("<thead><tr>");
    for (const QString &name : names)
        html += name.isEmpty() ? QStringLiteral("<th>Picture</th>")
                               : QStringLiteral("<th><button type=\"button\">%1</button></th>").arg(name);
    return html + QStringLiteral("</tr></thead>");
}

/// As an address relative to the report: "@" and "%" of a name must not mean anything in it.
QString hrefOf(const QString &fileName)
{
    return QStringLiteral("./") + QString::fromLatin1(QUrl::toPercentEncoding(fileName));
}

} // namespace

QByteArray MatrixReport::toHtml() const
{
    const QString title = m_picture.toHtmlEscaped();
    int odd = 0;
    QString rows;
    for (const MatrixRow &row : m_rows) {
        const QString preset = row.preset.toHtmlEscaped();
        const QString words = oddities(row).join(QStringLiteral("; ")).toHtmlEscaped();
        odd += words.isEmpty() ? 0 : 1;
        const bool made = row.error.isEmpty();
        const auto number = [made](const QString &text) { return made ? text : QString(); };
        rows += QStringLiteral("<tr>");
        rows += made ? QStringLiteral("<td data-v=\"\"><a href=\"%1\"><img loading=\"lazy\" src=\"%1\" "
                                      "alt=\"%2, %3\"></a></td>")
                           .arg(hrefOf(row.fileName).toHtmlEscaped(), preset, formatName(row.format))
                     : QStringLiteral("<td data-v=\"\" class=\"bad\">✕</td>");
        rows += cell(preset, preset, "l") + cell(formatName(row.format), formatName(row.format), "l");
        rows += cell(number(QString::number(qint64(row.widthPx) * row.heightPx)),
                     number(QStringLiteral("%1×%2").arg(row.widthPx).arg(row.heightPx)), "dim");
        rows += cell(number(QString::number(row.bytes)), number(QStringLiteral("%L1").arg(row.bytes)));
        rows += cell(row.ssim ? QString::number(*row.ssim, 'f', 6) : QString(), number(score(row.ssim)));
        rows += cell(number(QString::number(row.renderTime.count())), number(millis(row.renderTime)), "dim");
        rows += cell(words, words.isEmpty() ? QString() : QStringLiteral("⚑ ") + words, "l bad");
        rows += QStringLiteral("</tr>\n");
    }

    QString sums;
    for (const FormatTotal &total : totals())
        sums +=
            QStringLiteral(
                "<tr><td>%1</td><td>%2</td><td>%3</td><td>%L4</td><td>%5</td><td>%6</td><td>%7</td></tr>\n")
                .arg(formatName(total.format))
                .arg(total.rendered)
                .arg(total.failed)
                .arg(total.bytes)
                .arg(total.saving ? QStringLiteral("%1 %").arg(*total.saving * 100, 0, 'f', 1)
                                  : QStringLiteral("–"),
                     score(total.worstSsim), millis(total.renderTime));

    QString html = QString::fromUtf8(Head).replace(QStringLiteral("%1"), title);
    html += QStringLiteral("<h1>%1</h1><p>%2 variants, %3 to look at.</p>\n")
                .arg(title)
                .arg(m_rows.size())
                .arg(odd);
    html += QStringLiteral(
                "<h2>Totals</h2><table><thead><tr><th>Format</th><th>Rendered</th><th>Failed</th>"
                "<th>Bytes</th><th>Saved against JPEG</th><th>Lowest SSIM</th><th>Time, ms</th></tr></thead>"
                "<tbody>\n%1</tbody></table>\n")
                .arg(sums);
    html += QStringLiteral("<h2>Variants</h2><table id=\"variants\">%1<tbody>\n")
                .arg(header({QString(), QStringLiteral("Preset"), QStringLiteral("Format"),
                             QStringLiteral("Pixels"), QStringLiteral("Bytes"), QStringLiteral("SSIM"),
                             QStringLiteral("Time, ms"), QStringLiteral("To look at")}));
    html += rows + QStringLiteral("</tbody></table>\n") + QString::fromUtf8(Script) +
            QStringLiteral("</body></html>\n");
    return html.toUtf8();
}

} // namespace vitrine::images
