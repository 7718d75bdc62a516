# The build's vocabulary: one target that carries every flag, and the functions that make a library, a program or a
# test. vitrine_library() refuses a link that does not lead downwards, so the layers of the house hold by construction.

add_library(vitrine_flags INTERFACE)
target_compile_options(vitrine_flags INTERFACE
    -Wall -Wextra -Wpedantic -Werror -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual
    -fno-omit-frame-pointer)
target_compile_definitions(vitrine_flags INTERFACE
    QT_NO_CAST_TO_ASCII QT_NO_FOREACH QT_DISABLE_DEPRECATED_BEFORE=0x060400 QT_MESSAGELOGCONTEXT
    VITRINE_VERSION="${PROJECT_VERSION}")
target_include_directories(vitrine_flags INTERFACE ${CMAKE_SOURCE_DIR}/engine ${CMAKE_SOURCE_DIR})
option(VITRINE_FUZZ "Build the libFuzzer programs (clang)" OFF)
if(VITRINE_FUZZ) # all code, so that the fuzzers see which of it an input reaches
    target_compile_options(vitrine_flags INTERFACE -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=undefined)
    target_link_options(vitrine_flags INTERFACE -fsanitize=address,undefined)
endif()
if(VITRINE_ASSERTIONS)
    target_compile_options(vitrine_flags INTERFACE -UNDEBUG)
endif()
if(VITRINE_SANITIZE)
    target_compile_options(vitrine_flags INTERFACE -O1 -fsanitize=${VITRINE_SANITIZE} -fno-sanitize-recover=undefined)
    target_link_options(vitrine_flags INTERFACE -fsanitize=${VITRINE_SANITIZE})
    target_compile_definitions(vitrine_flags INTERFACE VITRINE_SANITIZED QT_FORCE_ASSERTS)
endif()
if(VITRINE_SANITIZE STREQUAL "thread")
    add_library(vitrine_qt_happens_before SHARED ${CMAKE_CURRENT_LIST_DIR}/qt_happens_before.cpp)
    target_link_libraries(vitrine_qt_happens_before PRIVATE Qt6::Core ${CMAKE_DL_LIBS})
    target_compile_options(vitrine_qt_happens_before PRIVATE -O2 -Wall -Wextra -Werror -fno-omit-frame-pointer)
    target_link_options(vitrine_qt_happens_before PRIVATE -fsanitize=thread)
    target_link_libraries(vitrine_flags INTERFACE vitrine_qt_happens_before)
endif()

find_program(VITRINE_CCACHE ccache)
if(VITRINE_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
    # Without this sloppiness ccache passes by every file that is compiled with a precompiled header. The objects of
    # another checkout of the same sources are good here too.
    set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=pch_defines,time_macros
        CCACHE_BASEDIR=${CMAKE_SOURCE_DIR} CCACHE_NOHASHDIR=1 ${VITRINE_CCACHE})
endif()
find_program(VITRINE_MOLD mold)
if(VITRINE_MOLD)
    target_link_options(vitrine_flags INTERFACE -fuse-ld=mold)
endif()

# The headers that nearly every file reads, compiled once for all: a third of the build's time.
file(CONFIGURE OUTPUT ${CMAKE_BINARY_DIR}/vitrine_pch.cpp CONTENT "")
add_library(vitrine_pch OBJECT ${CMAKE_BINARY_DIR}/vitrine_pch.cpp)
target_link_libraries(vitrine_pch PRIVATE vitrine_flags Qt6::Core)
target_precompile_headers(vitrine_pch PRIVATE
    <QByteArray> <QDateTime> <QDir> <QFile> <QHash> <QJsonArray> <QJsonDocument> <QJsonObject> <QSet> <QString>
    <QThreadPool> <QVariant> <QVector> <algorithm> <atomic> <chrono> <condition_variable> <functional> <map> <memory>
    <mutex> <optional> <string> <thread> <unordered_map> <variant> <vector>)
function(vitrine_precompiled TARGET)
    target_precompile_headers(${TARGET} REUSE_FROM vitrine_pch)
    target_compile_options(${TARGET} PRIVATE -fpch-preprocess)
endfunction()

define_property(TARGET PROPERTY VITRINE_LAYER BRIEF_DOCS "Floor of the house this library is on")

# vitrine_library(NAME LAYER n [LINK target…] [PRIVATE_LINK target…] [MOC] [NO_QT_KEYWORDS])
# A static library of every .cpp of the current folder. LINK targets that are ours must be on a lower floor.
# NO_QT_KEYWORDS: its files include headers that Qt's `signals` would break, so none of Qt's come first.
function(vitrine_library NAME)
    cmake_parse_arguments(ARG "MOC;NO_QT_KEYWORDS" "LAYER" "LINK;PRIVATE_LINK" ${ARGN})
    file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cpp ${CMAKE_CURRENT_SOURCE_DIR}/*.h)
    add_library(${NAME} STATIC ${sources})
    set_target_properties(${NAME} PROPERTIES VITRINE_LAYER ${ARG_LAYER} LINKER_LANGUAGE CXX)
    if(ARG_MOC)
        set_target_properties(${NAME} PROPERTIES AUTOMOC ON)
    endif()
    if(NOT ARG_NO_QT_KEYWORDS)
        vitrine_precompiled(${NAME})
    endif()
    foreach(dependency IN LISTS ARG_LINK ARG_PRIVATE_LINK)
        if(TARGET ${dependency})
            get_target_property(floor ${dependency} VITRINE_LAYER)
            if(floor MATCHES "^[0-9]+$" AND NOT floor LESS ARG_LAYER)
                message(FATAL_ERROR "${NAME} is on floor ${ARG_LAYER} and may not link ${dependency} on floor ${floor}: "
                                    "a library links only what is below it (see the picture of the house in README.md)")
            endif()
        endif()
    endforeach()
    target_link_libraries(${NAME} PUBLIC ${ARG_LINK} PRIVATE vitrine_flags ${ARG_PRIVATE_LINK})
    target_include_directories(${NAME} PUBLIC ${CMAKE_SOURCE_DIR}/engine ${CMAKE_SOURCE_DIR})
endfunction()

# vitrine_tests([LINK target…] [TIMEOUT seconds] [ENVIRONMENT k=v…] [THREADS tst_NAME…])
# Every tst_*.cpp of the current folder becomes one program and one ctest named FOLDER/tst_NAME. THREADS: those in which
# threads contend; they have the label `threads`, the target `threads` builds them all.
add_custom_target(threads)
function(vitrine_tests)
    cmake_parse_arguments(ARG "" "TIMEOUT" "LINK;ENVIRONMENT;DEPENDS;THREADS" ${ARGN})
    if(NOT ARG_TIMEOUT)
        set(ARG_TIMEOUT 120)
    endif()
    file(RELATIVE_PATH folder ${CMAKE_SOURCE_DIR}/tests ${CMAKE_CURRENT_SOURCE_DIR})
    string(REPLACE "/" "_" prefix ${folder})
    file(GLOB tests CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/tst_*.cpp)
    foreach(test IN LISTS tests)
        get_filename_component(stem ${test} NAME_WE)
        set(target ${prefix}_${stem})
        add_executable(${target} ${test})
        set_target_properties(${target} PROPERTIES AUTOMOC ON RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests)
        target_link_libraries(${target} PRIVATE vitrine_flags vitrine_test_support Qt6::Test ${ARG_LINK})
        vitrine_precompiled(${target})
        if(ARG_DEPENDS)
            add_dependencies(${target} ${ARG_DEPENDS})
        endif()
        add_test(NAME ${folder}/${stem} COMMAND ${target})
        if(stem IN_LIST ARG_THREADS)
            set_tests_properties(${folder}/${stem} PROPERTIES LABELS threads)
            add_dependencies(threads ${target})
        endif()
        # ASAN_OPTIONS: GCC 12's leak sanitizer takes the size of a dynamic TLS block from beside it, and may crash on it.
        set_tests_properties(${folder}/${stem} PROPERTIES TIMEOUT ${ARG_TIMEOUT} ENVIRONMENT
            "ASAN_OPTIONS=intercept_tls_get_addr=0;QT_QPA_PLATFORM=offscreen;QT_SCALE_FACTOR=1;QT_FONT_DPI=96;LC_ALL=C.UTF-8;QTEST_DISABLE_STACK_DUMP=1;LSAN_OPTIONS=suppressions=${CMAKE_SOURCE_DIR}/tests/support/lsan.supp:print_suppressions=0;TSAN_OPTIONS=die_after_fork=0:suppressions=${CMAKE_SOURCE_DIR}/tests/support/tsan.supp;${ARG_ENVIRONMENT}")
    endforeach()
endfunction()

# vitrine_fuzzers([LINK target…])
# Every fuzz_*.cpp of the current folder becomes a libFuzzer program bin/fuzz_NAME, with clang and -DVITRINE_FUZZ=ON. The
# same rules run over mutated seeds in the folder's tst_*, with every build.
function(vitrine_fuzzers)
    cmake_parse_arguments(ARG "" "" "LINK" ${ARGN})
    if(NOT VITRINE_FUZZ)
        return()
    endif()
    file(GLOB fuzzers CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/fuzz_*.cpp)
    foreach(fuzzer IN LISTS fuzzers)
        get_filename_component(target ${fuzzer} NAME_WE)
        add_executable(${target} ${fuzzer})
        target_link_options(${target} PRIVATE -fsanitize=fuzzer)
        target_include_directories(${target} PRIVATE ${CMAKE_SOURCE_DIR}/tests)
        target_link_libraries(${target} PRIVATE vitrine_flags ${ARG_LINK})
    endforeach()
endfunction()
