#pragma once

#include <QString>
#include <QStringList>

#include <optional>

namespace vitrine::catalog {

// Units of measure: the metric ones, and those of trade beside them. Prefixes count in thousands, also those of bytes
// ("GB" is 10^9, "GiB" 2^30 bytes). Pure; any thread.

/// "kg" for "kg", "KG", "kilogram", "Kilograms" or "KILOGRAM"; "km/h" for "KILOMETER_PER_HOUR". Empty: no unit that is
/// known. Where letters of another size mean another unit ("mW", "MW") they are taken as they are written.
QString unitSymbol(QStringView written);

/// A value in another unit of the same kind, rounded to 12 digits, so that 1.001 kg are 1001 g. Nothing when one of the
/// units is not known, or they measure different things. Equal units need not be known.
std::optional<double> convertedUnit(double value, QStringView from, QStringView to);

/// The units into which values of this one can be converted, itself among them; empty: it is not known.
QStringList unitsLike(QStringView unit);

} // namespace vitrine::catalog
