#pragma once

#include <QHash>
#include <QString>

namespace vitrine::exchange {

/// Where the pictures of an import are: file name -> path, of a folder and all below it, built once. Names
/// that differ only in case find each other when there is no exact one. A folder that is not there is an
/// empty index.
class ImageIndex
{
public:
    explicit ImageIndex(const QString &folder);

    /// `name` may be a bare file name, a path or a URL: its last part counts. Empty when there is no such
    /// file.
    QString find(const QString &name) const;
    qsizetype size() const { return m_paths.size(); }

private:
    QHash<QString, QString> m_paths;
    QHash<QString, QString> m_lowerCase;
};

} // namespace vitrine::exchange
