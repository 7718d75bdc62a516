#include "app/runtime/user_name.h"

#include <array>

#include <pwd.h>
#include <unistd.h>

namespace vitrine::app {

QString userName()
{
    std::array<char, 4096> buffer{};
    passwd entry{};
    passwd *found = nullptr;
    if (getpwuid_r(geteuid(), &entry, buffer.data(), buffer.size(), &found) != 0 || !found)
        return {};
    return QString::fromLocal8Bit(found->pw_name);
}

} // namespace vitrine::app
