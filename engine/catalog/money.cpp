#include "catalog/money.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace vitrine::catalog {

namespace {

// ISO 4217, plus IDR: its sen is not used and no price is given in it.
constexpr std::array<std::u16string_view, 18> WithoutMinor = {u"BIF", u"CLP", u"DJF", u"GNF", u"IDR", u"ISK",
                                                              u"JPY", u"KMF", u"KRW", u"PYG", u"RWF", u"UGX",
                                                              u"UYI", u"VND", u"VUV", u"XAF", u"XOF", u"XPF"};
constexpr std::array<std::u16string_view, 7> WithThree = {u"BHD", u"IQD", u"JOD", u"KWD",
                                                          u"LYD", u"OMR", u"TND"};

} // namespace

int minorDigits(const QString &currency)
{
    const std::u16string_view code(reinterpret_cast<const char16_t *>(currency.utf16()),
                                   size_t(currency.size()));
    if (std::find(WithoutMinor.begin(), WithoutMinor.end(), code) != WithoutMinor.end())
        return 0;
    return std::find(WithThree.begin(), WithThree.end(), code) != WithThree.end() ? 3 : 2;
}

QByteArray formatAmount(qint64 minor, const QString &currency)
{
    const int digits = minorDigits(currency);
    QByteArray text = QByteArray::number(minor < 0 ? -quint64(minor) : quint64(minor));
    if (digits > 0) {
        text = text.rightJustified(digits + 1, '0');
        text.insert(text.size() - digits, '.');
    }
    return minor < 0 ? '-' + text : text;
}

} // namespace vitrine::catalog
