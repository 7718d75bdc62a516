#pragma once

#include <Qt>

namespace vitrine::ui {

/// What a VirtualGrid asks of its model beside Qt's own roles.
enum GridRole {
    LoadingRole = Qt::UserRole + 1, ///< bool: the row is on its way; its texts are placeholders
    PictureRole,  ///< QString: the image id; empty when there is no picture; invalid for a column without
                  ///< pictures
    TitleRole,    ///< QString: first line of a tile
    SubtitleRole, ///< QString: second line of a tile
    TrailingRole, ///< QString: third line of a tile, emphasised
    RowLabelRole, ///< QString: names the row in the scroll bar's hint; empty while loading
    MutedRole,    ///< bool: paint this cell's text less prominently
};

} // namespace vitrine::ui
