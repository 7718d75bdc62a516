#pragma once

namespace vitrine::catalog {

/// A spot in a file that people write; both count from 1.
struct Place
{
    int line = 0;
    int column = 0;
};

} // namespace vitrine::catalog
