#pragma once

#include "base/result.h"

#include <QByteArray>
#include <QByteArrayView>
#include <QVector>

#include <optional>

namespace vitrine::origin {

/// One part of a form (RFC 7578). `content` points into the body.
struct FormPart
{
    QByteArray name;
    std::optional<QByteArray> fileName; ///< as sent; there for a file, also when it is empty
    QByteArrayView content;
};

/// The boundary of "multipart/form-data; boundary=…"; nothing for another type, or without a boundary that RFC 2046
/// 5.1.1 allows.
std::optional<QByteArray> formBoundary(QByteArrayView contentType);

/// InvalidArgument: no first boundary, a part without a name, a missing end, more than 16 parts.
Result<QVector<FormPart>> parseForm(QByteArrayView body, const QByteArray &boundary);

} // namespace vitrine::origin
