#include "codec/vips/zygote.h"

int main(int, char **argv)
{
    return vitrine::codec::runZygote(argv[0]);
}
