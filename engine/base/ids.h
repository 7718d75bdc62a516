#pragma once

#include <QHashFunctions>
#include <QMetaType>
#include <QString>

#include <compare>
#include <cstdint>

namespace vitrine {

/// A string that names one kind of thing; different kinds do not mix. `Tag` only tells the kinds apart.
template <typename Tag>
class NameId
{
public:
    NameId() = default;
    explicit NameId(QString text) : m_text(std::move(text)) {}

    const QString &toString() const { return m_text; }
    bool isEmpty() const { return m_text.isEmpty(); }

    friend bool operator==(const NameId &a, const NameId &b) { return a.m_text == b.m_text; }
    friend bool operator<(const NameId &a, const NameId &b) { return a.m_text < b.m_text; }
    friend size_t qHash(const NameId &id, size_t seed = 0) { return ::qHash(id.m_text, seed); }

private:
    QString m_text;
};

/// The name by which the outside world knows a product: at most 128 characters, no control characters.
using ProductKey = NameId<struct ProductKeyTag>;
/// An original picture: the first 32 hexadecimal digits of the SHA-256 of its bytes.
using ImageId = NameId<struct ImageIdTag>;

/// A product's row number inside one catalog: dense, never reused, and never shown outside.
enum class ProductId : std::uint32_t {};

constexpr std::uint32_t toNumber(ProductId id) { return static_cast<std::uint32_t>(id); }

} // namespace vitrine

Q_DECLARE_METATYPE(vitrine::ProductKey)
Q_DECLARE_METATYPE(vitrine::ImageId)
