#include "origin/http.h"

namespace vitrine::origin {

QByteArray Request::header(QByteArrayView lowerCaseName) const
{
    const QByteArray *first = nullptr;
    QByteArray joined;
    for (const auto &[name, value] : headers) {
        if (name != lowerCaseName)
            continue;
        if (!first) {
            first = &value;
            continue;
        }
        if (joined.isNull())
            joined = *first;
        joined += ", ";
        joined += value;
    }
    if (!first)
        return {};
    return joined.isNull() ? *first : joined;
}

void Response::setHeader(QByteArray name, QByteArray value)
{
    for (auto &[known, old] : headers) {
        if (known.compare(name, Qt::CaseInsensitive) == 0) {
            old = std::move(value);
            return;
        }
    }
    headers.emplaceBack(std::move(name), std::move(value));
}

} // namespace vitrine::origin
