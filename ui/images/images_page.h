#pragma once

#include "ui/bridge/latest.h"
#include "ui/images/compared_sides.h"
#include "ui/images/matrix_view.h"
#include "ui/images/render_feed.h"

#include <QWidget>

#include <optional>

class QAction;
class QLabel;
class QProgressBar;
class QSplitter;
class QStackedWidget;
class QToolBar;

namespace vitrine::ui {

/// The Images screen: a picture in every preset and format, and two of them compared. The session outlives
/// it. Its actions are QWidget::actions(), for a menu. GUI thread.
class ImagesPage final : public QWidget
{
    Q_OBJECT
public:
    explicit ImagesPage(PicturesSession &session, QWidget *parent = nullptr);
    ~ImagesPage() override;

    /// Renders it anew; an empty picture shows the empty state.
    void setPicture(const Picture &picture);
    const Picture &picture() const { return m_picture; }
    void openFile(const QString &path);
    void chooseFile(); ///< asks with a dialog that does not block

    VariantMatrixModel &model() { return *m_model; }
    MatrixView &matrix() { return *m_matrix; }
    ComparePanel &compare() { return *m_panel; }
    const ComparedSides &sides() const { return *m_sides; }

    void cancel();
    void renderAgain();
    /// The address of the chosen variant, on the clipboard.
    void copyUrl();
    void chooseWhereToSave();
    void saveVariant(const VariantId &id, const QString &path);

signals:
    void pictureChanged(const vitrine::ui::Picture &picture);
    /// A sentence for the status bar: what was copied, saved or refused.
    void message(const QString &text);

protected:
    void dragEnterEvent(QDragEnterEvent *) override;
    void dragLeaveEvent(QDragLeaveEvent *) override;
    void dropEvent(QDropEvent *) override;
    void keyPressEvent(QKeyEvent *) override;
    void keyReleaseEvent(QKeyEvent *) override;
    void paintEvent(QPaintEvent *) override;
    void changeEvent(QEvent *) override;

private:
    void makeActions();
    QWidget *makeEmptyState();
    void showEmptyState();
    /// What keeps every variant from being made, when it is the picture itself.
    std::optional<Error> unreadable() const;
    void paintEmptyIcon();
    QWidget *makeContent();
    QToolBar *makeToolBar();
    QWidget *makeFooter();
    QAction *makeAction(const char *iconName, const QString &text, const QKeySequence &keys,
                        const QString &tip);
    void build();
    void renderAll();
    void preferVisible();
    void showFormat(images::Format format, bool shown);
    QList<VariantId> cells(const QVector<images::Format> &formats) const;
    void arrived(const VariantId &id, const Result<RenderedVariant> &result);
    void showMenu(const QPoint &at);
    void updateSummary();
    void updateActions();
    void say(const QString &text);
    static int presetToShowFirst(const QVector<images::Preset> &presets);

    PicturesSession &m_session;
    Picture m_picture;
    VariantMatrixModel *m_model;
    RenderFeed *m_feed;
    ComparePanel *m_panel;
    ComparedSides *m_sides;
    MatrixView *m_matrix;
    QStackedWidget *m_stack;
    QLabel *m_emptyIcon;
    QLabel *m_emptyText;
    QLabel *m_emptyMore;
    QString m_emptyIconName;
    QLabel *m_title;
    QLabel *m_summary;
    QLabel *m_said;
    QProgressBar *m_progress;
    QAction *m_open = nullptr, *m_cancel = nullptr, *m_again = nullptr, *m_copyUrl = nullptr,
            *m_save = nullptr;
    QAction *m_reference = nullptr, *m_flagged = nullptr, *m_avif = nullptr, *m_png = nullptr;
    bool m_dropping = false;
    Latest<Done> m_saving;
};

} // namespace vitrine::ui
