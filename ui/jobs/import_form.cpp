#include "ui/jobs/import_form.h"

#include "ui/style/theme.h"

#include <QCheckBox>
#include <QComboBox>
#include <QFileDialog>
#include <QFileInfo>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QToolButton>
#include <QVBoxLayout>

namespace vitrine::ui {

using exchange::SourceFormat;

QString imagesBeside(const QStringList &sources)
{
    if (sources.isEmpty())
        return {};
    const QFileInfo first(sources.constFirst());
    return first.isDir() ? first.absoluteFilePath() : first.absolutePath();
}

ImportForm::ImportForm(QWidget *parent)
    : QWidget(parent),
      m_sources(new QListWidget),
      m_format(new QComboBox),
      m_images(new QLineEdit),
      m_dryRun(new QCheckBox(tr("Only chec&k, write nothing"))),
      m_start(new QPushButton(icon(QStringLiteral("download")), tr("Impor&t")))
{
    m_sources->setObjectName(QStringLiteral("importSources"));
    m_sources->setAccessibleName(tr("Files and folders to import"));
    m_sources->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_sources->setMaximumHeight(84);
    m_sources->setTextElideMode(Qt::ElideMiddle);
    m_format->setAccessibleName(tr("Format"));
    m_format->setToolTip(tr("How the files are read"));
    const std::pair<SourceFormat, QString> formats[] = {{SourceFormat::Auto, tr("Recognise")},
                                                        {SourceFormat::Icecat, tr("Icecat")},
                                                        {SourceFormat::Magento, tr("Magento")},
                                                        {SourceFormat::Shopify, tr("Shopify")},
                                                        {SourceFormat::Spree, tr("Spree")},
                                                        {SourceFormat::Akeneo, tr("Akeneo")},
                                                        {SourceFormat::Csv, tr("Vitrine CSV")},
                                                        {SourceFormat::Jsonl, tr("Vitrine JSON lines")}};
    for (const auto &[format, name] : formats)
        m_format->addItem(name, int(format));
    m_images->setAccessibleName(tr("Folder with the pictures"));
    m_images->setPlaceholderText(tr("beside the first source"));
    m_images->setToolTip(tr("Where picture files are looked up by their name"));
    m_dryRun->setToolTip(tr("Reads everything and reports what would change"));
    m_start->setObjectName(QStringLiteral("importStart"));
    m_start->setToolTip(tr("Start the import; it goes on in the background"));

    auto *browse = new QToolButton;
    browse->setIcon(icon(QStringLiteral("folder-open")));
    browse->setToolTip(tr("Choose the folder with the pictures"));
    browse->setAccessibleName(browse->toolTip());
    connect(browse, &QToolButton::clicked, this, &ImportForm::chooseImages);
    auto *images = new QHBoxLayout;
    images->addWidget(m_images, 1);
    images->addWidget(browse);

    auto *sources = new QHBoxLayout;
    sources->addWidget(m_sources, 1);
    sources->addWidget(makeSourceButtons());
    auto *bottom = new QHBoxLayout;
    bottom->addWidget(m_dryRun);
    bottom->addStretch(1);
    bottom->addWidget(m_start);
    auto *form = new QFormLayout(this);
    form->setContentsMargins(0, 0, 0, 0);
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    form->addRow(tr("Source"), sources);
    form->addRow(tr("Format"), m_format);
    form->addRow(tr("Pi&ctures"), images);
    form->addRow(QString(), bottom);
    static_cast<QLabel *>(form->labelForField(images))->setBuddy(m_images);
    connect(m_start, &QPushButton::clicked, this, &ImportForm::start);
    connect(m_sources, &QListWidget::itemSelectionChanged, this, &ImportForm::refresh);
    refresh();
}

QWidget *ImportForm::makeSourceButtons()
{
    auto *box = new QWidget;
    auto *files = new QPushButton(icon(QStringLiteral("file-up")), tr("Files…"));
    files->setToolTip(tr("Add files to import"));
    auto *folder = new QPushButton(icon(QStringLiteral("folder-open")), tr("Fol&der…"));
    folder->setToolTip(tr("Add a folder to import"));
    m_remove = new QPushButton(icon(QStringLiteral("minus")), tr("Remove"));
    m_remove->setToolTip(tr("Take the selected sources off the list"));
    connect(files, &QPushButton::clicked, this, &ImportForm::chooseFiles);
    connect(folder, &QPushButton::clicked, this, &ImportForm::chooseFolder);
    connect(m_remove, &QPushButton::clicked, this, &ImportForm::removeSelected);
    auto *layout = new QVBoxLayout(box);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    for (QPushButton *button : {files, folder, m_remove})
        layout->addWidget(button);
    return box;
}

void ImportForm::addSources(const QStringList &paths)
{
    for (const QString &path : paths) {
        if (!path.isEmpty() && m_sources->findItems(path, Qt::MatchExactly).isEmpty())
            m_sources->addItem(path);
    }
    refresh();
}

exchange::ImportOptions ImportForm::options() const
{
    exchange::ImportOptions options;
    for (int row = 0; row < m_sources->count(); ++row)
        options.sources << m_sources->item(row)->text();
    options.format = SourceFormat(m_format->currentData().toInt());
    options.imagesDir = m_images->text().isEmpty() ? imagesBeside(options.sources) : m_images->text();
    options.dryRun = m_dryRun->isChecked();
    return options;
}

void ImportForm::chooseFiles()
{
    addSources(QFileDialog::getOpenFileNames(
        this, tr("Files to import"), {},
        tr("Catalogs (*.csv *.tsv *.xlsx *.json *.jsonl *.xml *.gz *.zst);;All files (*)")));
}

void ImportForm::chooseFolder()
{
    addSources({QFileDialog::getExistingDirectory(this, tr("Folder to import"))});
}

void ImportForm::chooseImages()
{
    const QString folder =
        QFileDialog::getExistingDirectory(this, tr("Folder with the pictures"), m_images->text());
    if (!folder.isEmpty())
        m_images->setText(folder);
}

void ImportForm::removeSelected()
{
    qDeleteAll(m_sources->selectedItems());
    refresh();
}

void ImportForm::start()
{
    if (m_sources->count() == 0)
        return;
    emit startRequested(options());
    clear();
}

void ImportForm::clear()
{
    m_sources->clear();
    m_images->clear();
    m_dryRun->setChecked(false);
    refresh();
}

void ImportForm::refresh()
{
    m_start->setEnabled(m_sources->count() > 0);
    m_remove->setEnabled(!m_sources->selectedItems().isEmpty());
}

} // namespace vitrine::ui
