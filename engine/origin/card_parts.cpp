#include "origin/card_parts.h"

#include <nlohmann/json.hpp>

namespace vitrine::origin {

namespace {

/// CONTRACT.md's members: one that this card happens not to have is still a right question.
const QStringList KnownMembers{
    QStringLiteral("key"),        QStringLiteral("name"),   QStringLiteral("version"),
    QStringLiteral("attributes"), QStringLiteral("prices"), QStringLiteral("stock"),
    QStringLiteral("categories"), QStringLiteral("images"), QStringLiteral("variants"),
    QStringLiteral("completeness")};

} // namespace

Result<QByteArray> selectParts(const QByteArray &card, const QStringList &parts)
{
    using Json = nlohmann::ordered_json;
    const Json document = Json::parse(card.begin(), card.end(), nullptr, false);
    if (!document.is_object())
        return Error{ErrorCode::Corrupt, QStringLiteral("a stored card is not a JSON object"), {}, {}};
    for (const QString &part : parts) {
        if (!KnownMembers.contains(part) && !document.contains(part.toStdString())) {
            return Error{ErrorCode::InvalidArgument,
                         QStringLiteral("a card has no member '%1', only %2")
                             .arg(part, KnownMembers.join(QStringLiteral(", "))),
                         QStringLiteral("parts"),
                         {}};
        }
    }
    Json selected = Json::object();
    for (const auto &[name, value] : document.items()) {
        if (name == "key" || parts.contains(QString::fromStdString(name)))
            selected[name] = value;
    }
    return QByteArray::fromStdString(selected.dump());
}

} // namespace vitrine::origin
