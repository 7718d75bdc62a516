#include "catalog/unit.h"

#include <array>
#include <cmath>

namespace vitrine::catalog {

namespace {

enum class Kind { Mass, Length, Area, Volume, Time, Temperature, Power, Voltage, Current, Charge, Energy, Frequency, Data, Pressure, Speed, Angle, Resistance };

/// In the base unit of its kind a value is value * factor + offset.
struct Unit
{
    const char *symbol;
    Kind kind;
    double factor;
    const char *names; ///< other ways to write it, lower case, between bars
    double offset = 0;
};

constexpr double Inch = 0.0254, Foot = 0.3048, Yard = 0.9144, Mile = 1609.344, Pound = 453.59237;

constexpr std::array Units{
    Unit{"mg", Kind::Mass, 1e-3, "|milligram|milligrams|"},
    Unit{"g", Kind::Mass, 1, "|gram|grams|gramme|grammes|gr|"},
    Unit{"kg", Kind::Mass, 1e3, "|kilogram|kilograms|kilo|kilos|kgs|"},
    Unit{"t", Kind::Mass, 1e6, "|ton|tons|tonne|tonnes|"},
    Unit{"oz", Kind::Mass, Pound / 16, "|ounce|ounces|"},
    Unit{"lb", Kind::Mass, Pound, "|pound|pounds|lbs|"},
    Unit{"nm", Kind::Length, 1e-9, "|nanometer|nanometre|"},
    Unit{"µm", Kind::Length, 1e-6, "|micrometer|micrometre|um|"},
    Unit{"mm", Kind::Length, 1e-3, "|millimeter|millimeters|millimetre|millimetres|"},
    Unit{"cm", Kind::Length, 1e-2, "|centimeter|centimeters|centimetre|centimetres|"},
    Unit{"dm", Kind::Length, 1e-1, "|decimeter|decimetre|"},
    Unit{"m", Kind::Length, 1, "|meter|meters|metre|metres|"},
    Unit{"km", Kind::Length, 1e3, "|kilometer|kilometers|kilometre|kilometres|"},
    Unit{"in", Kind::Length, Inch, "|inch|inches|\"|″|"},
    Unit{"ft", Kind::Length, Foot, "|foot|feet|"},
    Unit{"yd", Kind::Length, Yard, "|yard|yards|"},
    Unit{"mi", Kind::Length, Mile, "|mile|miles|"},
    Unit{"mm²", Kind::Area, 1e-6, "|square_millimeter|mm2|"},
    Unit{"cm²", Kind::Area, 1e-4, "|square_centimeter|cm2|"},
    Unit{"m²", Kind::Area, 1, "|square_meter|square meter|square metre|m2|sqm|"},
    Unit{"km²", Kind::Area, 1e6, "|square_kilometer|km2|"},
    Unit{"ha", Kind::Area, 1e4, "|hectare|hectares|"},
    Unit{"in²", Kind::Area, Inch * Inch, "|square_inch|in2|"},
    Unit{"ft²", Kind::Area, Foot * Foot, "|square_foot|ft2|"},
    Unit{"ml", Kind::Volume, 1e-3, "|milliliter|milliliters|millilitre|millilitres|"},
    Unit{"cl", Kind::Volume, 1e-2, "|centiliter|centilitre|"},
    Unit{"dl", Kind::Volume, 1e-1, "|deciliter|decilitre|"},
    Unit{"l", Kind::Volume, 1, "|liter|liters|litre|litres|cubic_decimeter|"},
    Unit{"hl", Kind::Volume, 1e2, "|hectoliter|hectolitre|"},
    Unit{"mm³", Kind::Volume, 1e-6, "|cubic_millimeter|mm3|"},
    Unit{"cm³", Kind::Volume, 1e-3, "|cubic_centimeter|cm3|ccm|"},
    Unit{"m³", Kind::Volume, 1e3, "|cubic_meter|m3|cbm|"},
    Unit{"in³", Kind::Volume, Inch * Inch * Inch * 1e3, "|cubic_inch|in3|"},
    Unit{"ft³", Kind::Volume, Foot * Foot * Foot * 1e3, "|cubic_foot|ft3|"},
    Unit{"fl oz", Kind::Volume, 0.0295735295625, "|fluid ounce|fluid ounces|floz|"},
    Unit{"pt", Kind::Volume, 0.473176473, "|pint|pints|"},
    Unit{"gal", Kind::Volume, 3.785411784, "|gallon|gallons|"},
    Unit{"ns", Kind::Time, 1e-9, "|nanosecond|nanoseconds|"},
    Unit{"µs", Kind::Time, 1e-6, "|microsecond|microseconds|us|"},
    Unit{"ms", Kind::Time, 1e-3, "|millisecond|milliseconds|"},
    Unit{"s", Kind::Time, 1, "|second|seconds|sec|"},
    Unit{"min", Kind::Time, 60, "|minute|minutes|"},
    Unit{"h", Kind::Time, 3600, "|hour|hours|hr|hrs|"},
    Unit{"d", Kind::Time, 86'400, "|day|days|"},
    Unit{"wk", Kind::Time, 604'800, "|week|weeks|"},
    Unit{"K", Kind::Temperature, 1, "|kelvin|"},
    Unit{"°C", Kind::Temperature, 1, "|celsius|c|", 273.15},
    Unit{"°F", Kind::Temperature, 5.0 / 9, "|fahrenheit|f|", 459.67 * 5 / 9},
    Unit{"mW", Kind::Power, 1e-3, "|milliwatt|milliwatts|"},
    Unit{"W", Kind::Power, 1, "|watt|watts|"},
    Unit{"kW", Kind::Power, 1e3, "|kilowatt|kilowatts|"},
    Unit{"MW", Kind::Power, 1e6, "|megawatt|megawatts|"},
    Unit{"hp", Kind::Power, 745.69987158227022, "|horsepower|"},
    Unit{"mV", Kind::Voltage, 1e-3, "|millivolt|millivolts|"},
    Unit{"V", Kind::Voltage, 1, "|volt|volts|"},
    Unit{"kV", Kind::Voltage, 1e3, "|kilovolt|kilovolts|"},
    Unit{"mA", Kind::Current, 1e-3, "|milliampere|milliamperes|milliamp|"},
    Unit{"A", Kind::Current, 1, "|ampere|amperes|amp|amps|"},
    Unit{"mAh", Kind::Charge, 1e-3, "|milliamperehour|milliampere hour|"},
    Unit{"Ah", Kind::Charge, 1, "|amperehour|ampere hour|"},
    Unit{"J", Kind::Energy, 1, "|joule|joules|"},
    Unit{"kJ", Kind::Energy, 1e3, "|kilojoule|kilojoules|"},
    Unit{"cal", Kind::Energy, 4.184, "|calorie|calories|"},
    Unit{"kcal", Kind::Energy, 4184, "|kilocalorie|kilocalories|"},
    Unit{"Wh", Kind::Energy, 3600, "|watthour|watt hour|watt_hour|"},
    Unit{"kWh", Kind::Energy, 3.6e6, "|kilowatthour|kilowatt hour|kilowatt_hour|"},
    Unit{"Hz", Kind::Frequency, 1, "|hertz|"},
    Unit{"kHz", Kind::Frequency, 1e3, "|kilohertz|"},
    Unit{"MHz", Kind::Frequency, 1e6, "|megahertz|"},
    Unit{"GHz", Kind::Frequency, 1e9, "|gigahertz|"},
    Unit{"THz", Kind::Frequency, 1e12, "|terahertz|"},
    Unit{"bit", Kind::Data, 1, "|bits|"},
    Unit{"kbit", Kind::Data, 1e3, "|kilobit|kilobits|"},
    Unit{"Mbit", Kind::Data, 1e6, "|megabit|megabits|"},
    Unit{"Gbit", Kind::Data, 1e9, "|gigabit|gigabits|"},
    Unit{"B", Kind::Data, 8, "|byte|bytes|"},
    Unit{"kB", Kind::Data, 8e3, "|kilobyte|kilobytes|"},
    Unit{"MB", Kind::Data, 8e6, "|megabyte|megabytes|"},
    Unit{"GB", Kind::Data, 8e9, "|gigabyte|gigabytes|"},
    Unit{"TB", Kind::Data, 8e12, "|terabyte|terabytes|"},
    Unit{"KiB", Kind::Data, 8.0 * 1024, "|kibibyte|"},
    Unit{"MiB", Kind::Data, 8.0 * 1024 * 1024, "|mebibyte|"},
    Unit{"GiB", Kind::Data, 8.0 * 1024 * 1024 * 1024, "|gibibyte|"},
    Unit{"TiB", Kind::Data, 8.0 * 1024 * 1024 * 1024 * 1024, "|tebibyte|"},
    Unit{"Pa", Kind::Pressure, 1, "|pascal|"},
    Unit{"hPa", Kind::Pressure, 100, "|hectopascal|"},
    Unit{"kPa", Kind::Pressure, 1e3, "|kilopascal|"},
    Unit{"MPa", Kind::Pressure, 1e6, "|megapascal|"},
    Unit{"mbar", Kind::Pressure, 100, "|millibar|"},
    Unit{"bar", Kind::Pressure, 1e5, ""},
    Unit{"psi", Kind::Pressure, 6894.757293168361, ""},
    Unit{"m/s", Kind::Speed, 1, "|meter_per_second|"},
    Unit{"km/h", Kind::Speed, 1 / 3.6, "|kilometer_per_hour|kph|kmh|"},
    Unit{"mph", Kind::Speed, Mile / 3600, "|mile_per_hour|"},
    Unit{"°", Kind::Angle, 1, "|degree|degrees|deg|"},
    Unit{"rad", Kind::Angle, 57.295779513082321, "|radian|radians|"},
    Unit{"mΩ", Kind::Resistance, 1e-3, "|milliohm|"},
    Unit{"Ω", Kind::Resistance, 1, "|ohm|ohms|"},
    Unit{"kΩ", Kind::Resistance, 1e3, "|kilohm|kiloohm|"},
    Unit{"MΩ", Kind::Resistance, 1e6, "|megohm|megaohm|"},
};

const Unit *find(QStringView written)
{
    const QString text = written.trimmed().toString();
    if (text.isEmpty())
        return nullptr;
    const Unit *alike = nullptr;
    int alikes = 0;
    const QString name = u'|' + text.toLower() + u'|';
    for (const Unit &unit : Units) {
        const QString symbol = QString::fromUtf8(unit.symbol);
        if (symbol == text)
            return &unit;
        if (symbol.compare(text, Qt::CaseInsensitive) == 0 || QString::fromUtf8(unit.names).contains(name)) {
            alike = &unit;
            ++alikes;
        }
    }
    return alikes == 1 ? alike : nullptr;
}

} // namespace

QString unitSymbol(QStringView written)
{
    const Unit *unit = find(written);
    return unit ? QString::fromUtf8(unit->symbol) : QString();
}

std::optional<double> convertedUnit(double value, QStringView from, QStringView to)
{
    if (from.trimmed() == to.trimmed())
        return value;
    const Unit *const source = find(from), *const target = find(to);
    if (!source || !target || source->kind != target->kind)
        return {};
    if (source == target)
        return value;
    const double result = (value * source->factor + source->offset - target->offset) / target->factor;
    if (result == 0 || !std::isfinite(result))
        return result;
    return QString::number(result, 'g', 12).toDouble();
}

QStringList unitsLike(QStringView unit)
{
    QStringList symbols;
    if (const Unit *const found = find(unit)) {
        for (const Unit &each : Units) {
            if (each.kind == found->kind)
                symbols.append(QString::fromUtf8(each.symbol));
        }
    }
    return symbols;
}

} // namespace vitrine::catalog
