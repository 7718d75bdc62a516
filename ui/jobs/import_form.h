#pragma once

#include "exchange/import.h"

#include <QWidget>

class QCheckBox;
class QComboBox;
class QLineEdit;
class QListWidget;
class QPushButton;

namespace vitrine::ui {

/// Asks what to import: files or folders, the format, where the pictures are, and whether only to check. GUI
/// thread.
class ImportForm : public QWidget
{
    Q_OBJECT

public:
    explicit ImportForm(QWidget *parent = nullptr);

    void addSources(const QStringList &paths);
    exchange::ImportOptions options() const;

public slots:
    void chooseFiles();
    void chooseFolder();
    void start();
    void clear();

signals:
    void startRequested(const vitrine::exchange::ImportOptions &options);

private:
    QWidget *makeSourceButtons();
    void chooseImages();
    void removeSelected();
    void refresh();

    QListWidget *m_sources;
    QComboBox *m_format;
    QLineEdit *m_images;
    QCheckBox *m_dryRun;
    QPushButton *m_start;
    QPushButton *m_remove = nullptr;
};

/// The folder in which an import looks for the pictures of these sources when nobody says: the first one's
/// own.
QString imagesBeside(const QStringList &sources);

} // namespace vitrine::ui
