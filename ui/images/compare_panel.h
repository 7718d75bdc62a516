#pragma once

#include "ui/bridge/latest.h"
#include "ui/images/compare_view.h"

class QAction;
class QActionGroup;
class QLabel;
class QSlider;
class QToolBar;

namespace vitrine::ui {

/// A CompareView with its modes, its zoom and a status line, and who computes the difference for it. GUI
/// thread.
class ComparePanel final : public QWidget
{
    Q_OBJECT
public:
    explicit ComparePanel(QWidget *parent = nullptr);

    CompareView &view() { return *m_view; }
    void setPicture(CompareSide side, const ComparedPicture &picture);
    QString status() const;

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    void buildToolBar();
    void modeChanged();
    void askDifference();
    void showZoom();

    CompareView *m_view;
    QToolBar *m_tools;
    QActionGroup *m_modes;
    QSlider *m_value;
    QLabel *m_valueLabel;
    QAction *m_valueAction = nullptr;
    QLabel *m_zoom;
    QLabel *m_status;
    Latest<Difference> m_difference;
};

} // namespace vitrine::ui
