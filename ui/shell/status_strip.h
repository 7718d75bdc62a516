#pragma once

#include "ui/bridge/session.h"

#include <QTimer>
#include <QWidget>

class QLabel;
class QToolButton;

namespace vitrine::ui {

class ImportQueue;
class OriginControl;

/// The line at the bottom: which engine, how many products, what runs. Each part is a button that leads to
/// its page. GUI thread.
class StatusStrip : public QWidget
{
    Q_OBJECT

public:
    StatusStrip(Session &session, OriginControl &origin, ImportQueue &imports, QWidget *parent = nullptr);

    /// A sentence that stays for some seconds.
    void say(const QString &text);
    QString message() const;

    /// "6/8" while lanes are busy, else empty.
    QString poolBadge() const { return m_poolBadge; }
    QString importBadge() const { return m_importBadge; }

signals:
    void pageRequested(const QString &name);
    void importsRequested();
    /// The badges changed.
    void refreshed();

protected:
    void changeEvent(QEvent *event) override;

private:
    QToolButton *addSegment(const QString &objectName, const QString &iconName, const QString &tip);
    void refresh();
    void refreshPool();
    void refreshOrigin();
    void refreshImports();

    Session &m_session;
    OriginControl &m_originControl;
    ImportQueue &m_imports;
    QTimer m_timer;
    QTimer m_messageTimer;
    QVector<double> m_busy;
    QString m_poolBadge, m_importBadge;
    QToolButton *m_engine, *m_products, *m_import, *m_pool, *m_origin;
    QLabel *m_message;
};

} // namespace vitrine::ui
