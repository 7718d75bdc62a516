#pragma once

#include <QWidget>

class QLabel;
class QPushButton;
class QSlider;
class QSpinBox;

namespace vitrine::ui {

/// Chooses the number of lanes: a change is staged and takes effect with Apply or Enter; Escape drops it. GUI
/// thread.
class LanesControl : public QWidget
{
    Q_OBJECT

public:
    explicit LanesControl(QWidget *parent = nullptr);

    /// What is in force. A staged choice stays.
    void setCurrent(int lanes);
    int staged() const;

public slots:
    void apply();
    void revert();

signals:
    void applied(int lanes);

protected:
    void keyPressEvent(QKeyEvent *event) override;

private:
    void refresh();

    int m_current = 0;   ///< 0: not known yet
    int m_requested = 0; ///< what was last applied; 0: nothing
    QSlider *m_slider;
    QSpinBox *m_spin;
    QLabel *m_state;
    QPushButton *m_apply;
    QPushButton *m_revert;
};

} // namespace vitrine::ui
