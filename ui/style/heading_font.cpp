#include "ui/style/heading_font.h"

namespace vitrine::ui {

QFont headingFont(QFont base)
{
    base.setPixelSize(20);
    base.setWeight(QFont::DemiBold);
    return base;
}

} // namespace vitrine::ui
