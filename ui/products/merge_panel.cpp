#include "ui/products/merge_panel.h"

#include "ui/models/history_list_model.h"
#include "ui/style/theme.h"

#include <QAccessible>
#include <QButtonGroup>
#include <QDateTime>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QPainter>
#include <QPushButton>
#include <QRadioButton>
#include <QScrollArea>
#include <QStyle>
#include <QVBoxLayout>

#include <algorithm>

namespace vitrine::ui {

using catalog::Edit;

namespace {

constexpr int RecentEntries = 50;
constexpr int TallestRows = 220;
constexpr int LongestValue = 60;

catalog::FieldPlace placeOf(const FieldRef &field)
{
    using Kind = catalog::FieldPlace::Kind;
    switch (field.field) {
    case Edit::Field::Name:
        return {Kind::Name, {}, {}, {}};
    case Edit::Field::Attribute:
        return {Kind::Attribute, field.code, field.sku, field.scope};
    case Edit::Field::PriceMinor:
        return {Kind::Price, field.code, {}, {}};
    case Edit::Field::Stock:
        return {Kind::Stock, {}, field.code, {}};
    case Edit::Field::Focus:
        return {Kind::Images, {}, {}, {}};
    }
    Q_UNREACHABLE();
}

QString valueText(const catalog::Product &product, const FieldRef &field, const std::optional<catalog::Value> &value)
{
    if (!value)
        return MergePanel::tr("no value");
    if (field.field == Edit::Field::PriceMinor) {
        for (const catalog::Price &price : product.prices) {
            if (price.channel == field.code)
                return formatMoney(qint64(std::get<double>(*value)), price.currency);
        }
    }
    const QString text = historyValueText(catalog::toJson(*value));
    return text.size() > LongestValue ? text.left(LongestValue - 1) + u'\u2026' : text;
}

/// A choice as wide as there is room: the whole text is its tooltip.
class Choice : public QRadioButton
{
public:
    Choice(const QString &text, QWidget *parent) : QRadioButton(text, parent), m_text(text)
    {
        setToolTip(text);
        setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    }

protected:
    void resizeEvent(QResizeEvent *event) override
    {
        QRadioButton::resizeEvent(event);
        const int mark = style()->pixelMetric(QStyle::PM_ExclusiveIndicatorWidth) + style()->pixelMetric(QStyle::PM_RadioButtonLabelSpacing);
        setText(fontMetrics().elidedText(m_text, Qt::ElideRight, width() - mark));
    }

private:
    const QString m_text;
};

} // namespace

MergePanel::MergePanel(HistorySession &history, QWidget *parent) : QWidget(parent), m_history(history)
{
    setObjectName(QStringLiteral("mergePanel"));
    setAccessibleName(tr("Somebody else has changed this product, too"));
    auto *title = new QLabel(tr("Somebody else has changed this, too"), this);
    QFont strong = title->font();
    strong.setWeight(QFont::DemiBold);
    title->setFont(strong);
    auto *hint = new QLabel(tr("Theirs is there; yours was not written. Which one stays?"), this);
    hint->setWordWrap(true);
    m_rows = new QWidget;
    m_rowColumn = new QVBoxLayout(m_rows);
    m_rowColumn->setContentsMargins(0, 0, 0, 0);
    m_rowColumn->setSpacing(2);
    m_scroll = new QScrollArea(this);
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setWidgetResizable(true);
    m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_scroll->setFocusPolicy(Qt::NoFocus);
    m_scroll->setWidget(m_rows);
    for (QWidget *part : {m_scroll->viewport(), m_rows})
        part->setAutoFillBackground(false);
    const auto button = [this](const QString &text, const char *name, const QString &tip) {
        auto *one = new QPushButton(text, this);
        one->setObjectName(QLatin1String(name));
        one->setToolTip(tip);
        one->setMinimumHeight(30);
        return one;
    };
    auto *save = button(tr("&Keep"), "merge.decide", tr("Write those that are yours; leave the others"));
    auto *mine = button(tr("All &mine"), "merge.mine", tr("Yours for every field"));
    auto *theirs = button(tr("All &theirs"), "merge.theirs", tr("Theirs for every field: nothing is written"));
    auto *buttons = new QHBoxLayout;
    buttons->addWidget(save);
    buttons->addStretch(1);
    buttons->addWidget(mine);
    buttons->addWidget(theirs);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(12, 8, 8, 8);
    column->setSpacing(6);
    column->addWidget(title);
    column->addWidget(hint);
    column->addWidget(m_scroll);
    column->addLayout(buttons);
    connect(save, &QPushButton::clicked, this, &MergePanel::decide);
    connect(mine, &QPushButton::clicked, this, [this] { chooseAll(true); });
    connect(theirs, &QPushButton::clicked, this, [this] { chooseAll(false); });
    hide();
}

void MergePanel::add(const FieldRef &field, const std::optional<catalog::Value> &mine, const catalog::Product &current)
{
    QVector<Conflict> &open = m_open[field.key];
    open.removeIf([&](const Conflict &each) { return each.field == field; });
    const auto theirs = readField(current, field);
    open.append({field, mine, theirs, valueText(current, field, mine), valueText(current, field, theirs)});
    if (field.key != m_key)
        return;
    rebuild();
    QAccessibleEvent alert(this, QAccessible::Alert);
    QAccessible::updateAccessibility(&alert);
}

void MergePanel::setProduct(const ProductKey &key)
{
    if (key == m_key)
        return;
    m_key = key;
    rebuild();
}

void MergePanel::rebuild()
{
    setFocusProxy(nullptr);
    qDeleteAll(m_rows->findChildren<QWidget *>(QString(), Qt::FindDirectChildrenOnly));
    if (isAsking()) {
        QVector<Conflict> &open = m_open[m_key];
        std::for_each(open.begin(), open.end(), [this](Conflict &conflict) { addRow(conflict); });
        setFocusProxy(open.first().chooseMine);
        fitRows();
        askWho();
    }
    setVisible(isAsking());
}

void MergePanel::addRow(Conflict &conflict)
{
    const QString name = fieldName(conflict.field);
    auto *row = new QWidget(m_rows);
    auto *label = new QLabel(name, row);
    conflict.chooseMine = new Choice(tr("Mine: %1").arg(conflict.mineText), row);
    conflict.chooseMine->setObjectName(QStringLiteral("merge.chooseMine"));
    conflict.chooseTheirs = new Choice(tr("Theirs: %1").arg(conflict.theirsText), row);
    conflict.chooseTheirs->setObjectName(QStringLiteral("merge.chooseTheirs"));
    conflict.chooseTheirs->setChecked(true);
    conflict.who = new QLabel(row);
    conflict.who->setObjectName(QStringLiteral("merge.who"));
    conflict.who->setIndent(style()->pixelMetric(QStyle::PM_ExclusiveIndicatorWidth) + style()->pixelMetric(QStyle::PM_RadioButtonLabelSpacing));
    conflict.who->setTextFormat(Qt::PlainText);
    conflict.who->hide();
    for (QRadioButton *choice : {conflict.chooseMine, conflict.chooseTheirs})
        choice->setAccessibleName(tr("%1, %2").arg(name, choice->text()));
    auto *column = new QVBoxLayout(row);
    column->setContentsMargins(0, 2, 0, 2);
    column->setSpacing(2);
    column->addWidget(label);
    column->addWidget(conflict.chooseMine);
    column->addWidget(conflict.chooseTheirs);
    column->addWidget(conflict.who);
    m_rowColumn->addWidget(row);
}

/// As high as the rows are, so that nothing of one field is behind a scroll bar.
void MergePanel::fitRows()
{
    m_rowColumn->activate();
    m_scroll->setFixedHeight(std::min(TallestRows, m_rowColumn->sizeHint().height()));
}

void MergePanel::askWho()
{
    m_entries.ask(m_history.ofProduct(m_key, RecentEntries, 0),
                  [this](const Result<QVector<catalog::HistoryEntry>> &entries) {
                      if (!entries) // the choice can be made without knowing who it was
                          return;
                      for (const Conflict &conflict : m_open.value(m_key)) {
                          const auto entry = std::find_if(entries->begin(), entries->end(), [&](const auto &each) {
                              return each.change.place == placeOf(conflict.field);
                          });
                          if (entry == entries->end() || entry->note.author.isEmpty())
                              continue;
                          const QString when =
                              QLocale().toString(QDateTime::fromMSecsSinceEpoch(entry->atMs), QLocale::ShortFormat);
                          conflict.who->setText(tr("%1, %2").arg(entry->note.author, when));
                          conflict.who->show();
                          conflict.chooseTheirs->setAccessibleName(tr("%1, %2, %3").arg(fieldName(conflict.field), tr("Theirs: %1").arg(conflict.theirsText), conflict.who->text()));
                      }
                      fitRows();
                  });
}

void MergePanel::decide()
{
    const QVector<Conflict> decided = m_open.take(m_key);
    QVector<bool> mine;
    for (const Conflict &conflict : decided)
        mine.append(conflict.chooseMine->isChecked());
    rebuild();
    for (int i = 0; i < decided.size(); ++i) {
        if (mine[i])
            emit mineChosen(decided[i].field, decided[i].theirs, decided[i].mine);
    }
}

void MergePanel::chooseAll(bool mine)
{
    for (const Conflict &conflict : m_open.value(m_key))
        (mine ? conflict.chooseMine : conflict.chooseTheirs)->setChecked(true);
    decide();
}

void MergePanel::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const Tokens &colors = tokens();
    QColor fill = colors.warn;
    fill.setAlphaF(0.12f);
    painter.fillRect(rect(), colors.surface);
    painter.fillRect(rect(), fill);
    painter.fillRect(0, 0, 3, height(), colors.warn);
}

} // namespace vitrine::ui
