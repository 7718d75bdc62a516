#pragma once

#include "catalog/catalog.h"
#include "exchange/generate.h"
#include "exchange/picture.h"
#include "exchange/random.h"
#include "exchange/vocabulary.h"

#include <QVector>

namespace vitrine::exchange {

/// Makes the products of a synthetic catalog, each from the seed and its number alone. Immutable after
/// construction; any thread.
class ProductMaker
{
public:
    explicit ProductMaker(const GenerateOptions &options);

    struct Made
    {
        catalog::Product product; ///< without pictures
        QVector<int> pictures;    ///< numbers of pictures, the main one first
    };
    Made make(qint64 number) const;
    Look look(int picture) const { return m_looks[picture]; }
    qsizetype pictureCount() const { return m_looks.size(); }
    const QVector<catalog::AttributeHint> &hints() const { return m_hints; }

private:
    struct Spec
    {
        QString code;
        catalog::ValueType type;
        double scale; ///< of numbers
    };

    void makeSpecs();
    void makeLooks();
    void addName(Made &made, const NounWords &noun, const QString &adjective, const QString &brand,
                 int colour, Random &random) const;
    void addSpecs(Made &made, int category, Random &random) const;
    QVector<catalog::Price> prices(double dollars) const;
    void addVariants(Made &made, const NounWords &noun, int colour, double dollars, Random &random) const;
    catalog::Value specValue(const Spec &spec, Random &random) const;

    GenerateOptions m_options;
    int m_channels;
    QVector<Spec> m_specs;
    QVector<catalog::AttributeHint> m_hints;
    QVector<QString> m_brands;
    QVector<int> m_categories; ///< noun * 3 + shelf, the most popular first
    QVector<Look> m_looks;
    QVector<QVector<int>> m_looksOfKind;
    Zipf m_categoryLaw;
    Zipf m_brandLaw;
    Zipf m_specLaw;
};

} // namespace vitrine::exchange
