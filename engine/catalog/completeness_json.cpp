// Completeness as the JSON that HTTP and the command line show.
#include "catalog/families.h"
#include "catalog/json_writer.h"

namespace vitrine::catalog {

namespace {

void write(JsonWriter &json, QStringView name, const QStringList &codes)
{
    json.key(name).beginArray();
    for (const QString &code : codes)
        json.string(code);
    json.endArray();
}

} // namespace

QByteArray completenessJson(const Completeness &completeness)
{
    JsonWriter json;
    json.beginObject().key(u"family").string(completeness.family).key(u"places").beginArray();
    for (const PlaceCompleteness &place : completeness.places) {
        json.beginObject().key(u"channel").string(place.place.channel).key(u"locale").string(place.place.locale);
        json.key(u"required").number(qint64(place.count.required)).key(u"filled").number(qint64(place.count.filled));
        write(json, u"missing", place.missing);
        write(json, u"invalid", place.invalid);
        json.endObject();
    }
    json.endArray().endObject();
    return json.take();
}

QByteArray completenessJson(const CatalogCompleteness &completeness)
{
    JsonWriter json;
    json.beginObject().key(u"products").number(completeness.products).key(u"withFamily").number(completeness.withFamily);
    json.key(u"uncounted").number(completeness.count.products - completeness.count.done);
    json.key(u"places").beginArray();
    for (const CatalogCompleteness::Place &place : completeness.places) {
        json.beginObject().key(u"channel").string(place.place.channel).key(u"locale").string(place.place.locale);
        json.key(u"complete").number(place.complete).key(u"incomplete").number(place.incomplete).endObject();
    }
    json.endArray().endObject();
    return json.take();
}

} // namespace vitrine::catalog
