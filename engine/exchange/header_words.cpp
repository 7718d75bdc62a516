#include "exchange/header_words.h"

#include "exchange/attribute_codes.h"

#include <QRegularExpression>

namespace vitrine::exchange {
namespace {

using Role = MappedColumn::Role;

/// Letters of a name for comparison: "Artikel-Nr." -> "artikelnr".
QString folded(const QString &words)
{
    QString text = attributeCode(words);
    text.remove(u'_');
    return text;
}

bool isOneOf(const QString &words, const char *list)
{
    return QString::fromLatin1(list).split(u' ').contains(folded(words));
}

} // namespace

HeaderName readHeaderName(const QString &header)
{
    static const QRegularExpression unit(QStringLiteral("^(.+?)\\s*[(\\[]\\s*([\\p{L}%°\"²³/]{1,8})\\s*[)\\]]$"));
    static const QRegularExpression locale(QStringLiteral("^(.+?)\\s*[-_.:/ (\\[]([a-z]{2}[_-][A-Z]{2})[)\\]]?$"));
    static const QRegularExpression currency(QStringLiteral(
        "^(.+?)[-_: ]*[(\\[]?(EUR|USD|GBP|CHF|JPY|CNY|SGD|MYR|THB|IDR|VND|PHP|PLN|CZK|SEK|NOK|DKK|AUD|CAD|INR|BRL|MXN|eur|usd|gbp|chf)[)\\]]?$"));
    HeaderName name{header.trimmed(), {}, {}, {}};
    if (const auto match = locale.match(name.words); match.hasMatch()) {
        name.words = match.captured(1);
        name.locale = match.captured(2).replace(u'-', u'_');
    } else if (const auto money = currency.match(name.words); money.hasMatch()) {
        name.words = money.captured(1);
        name.currency = money.captured(2).toUpper();
    } else if (const auto measured = unit.match(name.words); measured.hasMatch()) {
        name.words = measured.captured(1);
        name.unit = measured.captured(2);
        if (name.unit == QLatin1String("€"))
            name.currency = QStringLiteral("EUR");
    }
    return name;
}

int keyRank(const QString &words)
{
    static const char *const ranked[] = {"key productkey",
                                         "sku artikelnummer artikelnr artnr articlenumber articleno itemnumber itemno reference referencia "
                                         "codigo codice codearticle",
                                         "productid produktid produktnummer productnumber productcode identifier handle slug itemid partnumber mpn",
                                         "ean gtin upc barcode ean13",
                                         "id nr no number nummer code ref"};
    for (int rank = 0; rank < int(std::size(ranked)); ++rank) {
        if (isOneOf(words, ranked[rank]))
            return rank;
    }
    return -1;
}

bool isParentName(const QString &words)
{
    return isOneOf(words, "parent parentsku parentid parentkey parentcode parentproduct parenthandle master masterid masternummer vaterartikel vaterartikelnummer "
                          "elternartikel hauptartikel hauptartikelnummer articleparent skuparent codigopadre skupadre variantof");
}

bool isGroupName(const QString &words)
{
    return isOneOf(words, "group groupid productgroup itemgroup itemgroupid style styleid stylecode stylenumber model modelid modelcode modell modellnummer "
                          "product productid produkt produktnummer modele modelo article artikel handle");
}

Role roleOfWords(const QString &words)
{
    static const std::pair<Role, const char *> lists[] = {
        {Role::Name, "name title productname producttitle produktname bezeichnung artikelbezeichnung artikelname titel nom libelle designation "
                     "nombre titulo denominazione titolo nome itemname"},
        {Role::Brand, "brand marke marque marca hersteller manufacturer fabricant vendor producer fabricante produttore"},
        {Role::Categories, "category categories categorypath kategorie kategorien warengruppe categorie categoria categorias producttype productcategory"},
        {Role::Stock, "stock qty quantity inventory bestand lagerbestand menge anzahl quantite existencias cantidad giacenza available onhand"},
        {Role::Price, "price preis verkaufspreis vk bruttopreis nettopreis prix precio prezzo unitprice saleprice listprice uvp rrp msrp"}};
    for (const auto &[role, list] : lists) {
        if (isOneOf(words, list))
            return role;
    }
    return Role::Attribute;
}

} // namespace vitrine::exchange
