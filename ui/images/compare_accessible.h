#pragma once

namespace vitrine::ui {

/// Teaches Qt's accessibility that a CompareView is a slider. Once a process; later calls do nothing.
void installCompareAccessibility();

} // namespace vitrine::ui
