#pragma once

#include "ui/bridge/latest.h"
#include "ui/bridge/history_session.h"
#include "ui/commands/field_access.h"

#include <QHash>
#include <QWidget>

class QLabel;
class QRadioButton;
class QScrollArea;
class QVBoxLayout;

namespace vitrine::ui {

/// Two people have given fields of one product different values: mine and theirs, field by field, and who they are.
/// Theirs is there and stays unless mine is chosen. What is not decided is kept for each product until it is. Owned by
/// Inspector.
class MergePanel : public QWidget
{
    Q_OBJECT
public:
    explicit MergePanel(HistorySession &history, QWidget *parent = nullptr);

    /// `mine` did not go in, because `current` has another value there than the one that was seen.
    void add(const FieldRef &field, const std::optional<catalog::Value> &mine, const catalog::Product &current);
    /// Shows what is to be decided of this product; nothing: hides.
    void setProduct(const ProductKey &key);
    bool isAsking() const { return !m_open.value(m_key).isEmpty(); }

signals:
    /// `theirs` is to be replaced.
    void mineChosen(const vitrine::ui::FieldRef &field, const std::optional<vitrine::catalog::Value> &theirs,
                    const std::optional<vitrine::catalog::Value> &mine);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    struct Conflict
    {
        FieldRef field;
        std::optional<catalog::Value> mine, theirs;
        QString mineText, theirsText;
        QRadioButton *chooseMine = nullptr, *chooseTheirs = nullptr;
        QLabel *who = nullptr; ///< has changed it, and when
    };

    void rebuild();
    void addRow(Conflict &conflict);
    void fitRows();
    void askWho();
    void decide();
    void chooseAll(bool mine);

    HistorySession &m_history;
    ProductKey m_key;
    QHash<ProductKey, QVector<Conflict>> m_open;
    Latest<QVector<catalog::HistoryEntry>> m_entries;
    QScrollArea *m_scroll = nullptr;
    QWidget *m_rows = nullptr;
    QVBoxLayout *m_rowColumn = nullptr;
};

} // namespace vitrine::ui
