#pragma once

#include <QByteArray>
#include <QString>

#include <minizip/zip.h>

#include <utility>
#include <vector>

namespace vitrine::test {

using ZipParts = std::vector<std::pair<QByteArray, QByteArray>>; ///< name, bytes

inline void writeZip(const QString &path, const ZipParts &parts)
{
    zipFile zip = zipOpen64(path.toLocal8Bit().constData(), APPEND_STATUS_CREATE);
    for (const auto &[name, bytes] : parts) {
        const zip_fileinfo info{};
        if (zipOpenNewFileInZip64(zip, name.constData(), &info, nullptr, 0, nullptr, 0, nullptr, Z_DEFLATED, 6, 0) != ZIP_OK ||
            zipWriteInFileInZip(zip, bytes.constData(), unsigned(bytes.size())) != ZIP_OK || zipCloseFileInZip(zip) != ZIP_OK)
            qFatal("cannot write %s", qPrintable(path));
    }
    zipClose(zip, nullptr);
}

/// The parts of a workbook by hand: `sheets` are the bodies of sheetData; a style 1 is a date, 2 a custom one.
inline ZipParts workbookParts(const std::vector<std::pair<QByteArray, QByteArray>> &sheets, const QByteArray &strings = {},
                              const QByteArray &properties = {})
{
    QByteArray list, links;
    ZipParts parts;
    int number = 0;
    for (const auto &[name, body] : sheets) {
        const QByteArray id = QByteArray::number(++number);
        list += "<sheet name=\"" + name + "\" sheetId=\"" + id + "\" r:id=\"rId" + id + "\"/>";
        links += "<Relationship Id=\"rId" + id + "\" Type=\"http://x/worksheet\" Target=\"worksheets/sheet" + id + ".xml\"/>";
        parts.push_back({"xl/worksheets/sheet" + id + ".xml", "<?xml version=\"1.0\"?><worksheet><sheetData>" + body + "</sheetData></worksheet>"});
    }
    if (!strings.isEmpty()) {
        links += "<Relationship Id=\"rIdS\" Type=\"http://x/sharedStrings\" Target=\"/xl/sharedStrings.xml\"/>";
        parts.push_back({"xl/sharedStrings.xml", "<sst>" + strings + "</sst>"});
    }
    parts.push_back({"xl/styles.xml", "<styleSheet><numFmts><numFmt numFmtId=\"164\" formatCode=\"[Red]dd\\.mm\\.yyyy;@\"/><numFmt numFmtId=\"165\" "
                                      "formatCode=\"0.00&quot; days&quot;\"/></numFmts><cellStyleXfs><xf numFmtId=\"14\"/></cellStyleXfs><cellXfs><xf "
                                      "numFmtId=\"0\"/><xf numFmtId=\"14\"/><xf numFmtId=\"164\"/><xf numFmtId=\"165\"/></cellXfs></styleSheet>"});
    parts.push_back({"xl/_rels/workbook.xml.rels", "<Relationships>" + links + "</Relationships>"});
    parts.push_back({"xl/workbook.xml", "<workbook xmlns:r=\"http://r\">" + properties + "<sheets>" + list + "</sheets></workbook>"});
    return parts;
}

} // namespace vitrine::test
