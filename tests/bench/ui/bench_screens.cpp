// The desktop in a real window on a real catalog, driven like a person would: for each thing that is done the longest that
// its one thread is busy between two looks at its events, in processor time (so that a busy machine does not make it
// slower) and by the clock. Nothing should take more than 16 ms while something moves, and 100 ms ever.
#include "app/runtime/runtime.h"
#include "app/session/local_session.h"
#include "ui/shell/main_window.h"

#include <QAbstractItemView>
#include <QApplication>
#include <QComboBox>
#include <QElapsedTimer>
#include <QLineEdit>
#include <QTabBar>
#include <QTreeView>
#include <QWheelEvent>
#include <QtTest>

#include <algorithm>
#include <cstdio>
#include <ctime>

using namespace vitrine;

namespace {

double cpuMs()
{
    timespec time{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return double(time.tv_sec) * 1e3 + double(time.tv_nsec) / 1e6;
}

class Scene
{
public:
    explicit Scene(const char *name) : m_name(name) {}
    ~Scene()
    {
        std::sort(m_cpu.begin(), m_cpu.end());
        const auto at = [this](double share) { return m_cpu.empty() ? 0.0 : m_cpu[size_t(share * double(m_cpu.size() - 1))]; };
        std::printf("%-44s p50 %6.2f  p95 %6.2f  most %7.2f ms   by the clock %7.1f ms\n", m_name, at(0.5), at(0.95), at(1), m_longest);
        std::fflush(stdout);
    }
    /// Does it and handles what follows at once.
    template <typename F>
    void step(F &&action)
    {
        look([&] {
            action();
            QCoreApplication::sendPostedEvents();
            QCoreApplication::processEvents();
        });
    }
    /// Lets answers come in for so long.
    void settle(int ms)
    {
        QElapsedTimer clock;
        clock.start();
        while (clock.elapsed() < ms) {
            look([] { QCoreApplication::processEvents(); });
            QThread::msleep(2);
        }
    }

private:
    template <typename F>
    void look(F &&action)
    {
        QElapsedTimer clock;
        clock.start();
        const double before = cpuMs();
        action();
        const double used = cpuMs() - before;
        if (used > 0.05)
            m_cpu.push_back(used);
        m_longest = std::max(m_longest, double(clock.nsecsElapsed()) / 1e6);
    }
    const char *m_name;
    std::vector<double> m_cpu;
    double m_longest = 0;
};

void wheel(QWidget *viewport, int notches)
{
    const QPointF place = QRectF(viewport->rect()).center();
    QWheelEvent event(place, viewport->mapToGlobal(place), {}, {0, -120 * notches}, Qt::NoButton, Qt::NoModifier, Qt::NoScrollPhase, false);
    QApplication::sendEvent(viewport, &event);
    viewport->repaint();
}

void scroll(const char *name, QAbstractItemView *view, int steps)
{
    if (!view || !view->isVisible())
        return;
    Scene scene(name);
    for (int i = 0; i < steps; ++i) {
        scene.step([&] { wheel(view->viewport(), i % 3 == 2 ? -1 : 2); });
        scene.settle(8);
    }
}

} // namespace

int main(int argc, char **argv)
{
    if (argc < 2) {
        std::fputs("bench_screens DATA [WORDS that find the product to look at]\n", stderr);
        return 2;
    }
    auto runtime = app::Runtime::open(QString::fromLocal8Bit(argv[1]));
    QApplication application(argc, argv);
    QApplication::setOrganizationName(QStringLiteral("VitrineBench"));
    if (!runtime) {
        std::fprintf(stderr, "%s\n", qPrintable(runtime.error().toString()));
        return 1;
    }
    app::LocalSession session(**runtime);
    ui::MainWindow window(session);
    const auto child = [&window](const char *name) { return window.findChild<QAbstractItemView *>(QLatin1String(name)); };
    const auto combo = [&window](const char *name) { return window.findChild<QComboBox *>(QLatin1String(name)); };
    {
        Scene scene("the window opens");
        window.resize(1440, 900);
        scene.step([&] { window.show(); });
        scene.settle(3'000);
    }
    QAbstractItemView *grid = child("productGrid");
    scroll("products: the wheel", grid, 150);
    {
        Scene scene("products: one after the other");
        grid->setFocus();
        for (int i = 0; i < 60; ++i) {
            scene.step([&] { QTest::keyClick(grid, Qt::Key_Down); });
            scene.settle(40);
        }
    }
    const auto search = [&](Scene &scene, const QString &text) {
        auto *field = window.findChild<QLineEdit *>(QStringLiteral("searchField"));
        scene.step([&] { field->setFocus(), field->selectAll(), QTest::keyClick(field, Qt::Key_Delete); });
        for (const QChar letter : text) {
            scene.step([&] { QTest::keyClick(field, letter.toLatin1()); });
            scene.settle(150);
        }
        scene.settle(1'000);
    };
    if (argc > 2) {
        Scene scene("inspector: the product comes");
        search(scene, QString::fromLocal8Bit(argv[2]));
    }
    auto *sheet = child("inspector.sheet");
    scroll("inspector: its values", sheet, 60);
    {
        Scene scene("inspector: all places, one place");
        for (int i = 0; i < 6; ++i) {
            const int index = i % 2 == 0 ? 0 : 1;
            if (combo("inspector.place")->count() > index)
                scene.step([&] {
                    combo("inspector.place")->setCurrentIndex(index);
                    emit combo("inspector.place")->activated(index);
                    sheet->viewport()->repaint();
                });
            scene.settle(100);
        }
    }
    {
        Scene scene("inspector: find an attribute");
        auto *field = window.findChild<QLineEdit *>(QStringLiteral("inspector.filter"));
        for (const char *text : {"a", "a4", "a49", ""}) {
            scene.step([&] { field->setText(QLatin1String(text)); });
            scene.settle(60);
        }
    }
    {
        Scene scene("inspector: completeness, opened");
        window.findChild<QTabBar *>(QStringLiteral("inspector.tabs"))->setCurrentIndex(1);
        scene.settle(300);
        if (auto *places = qobject_cast<QTreeView *>(child("completeness.places")); places && places->isVisible())
            scene.step([&] { places->expandAll(); });
        scene.settle(300);
    }
    scroll("inspector: completeness, the wheel", child("completeness.places"), 60);
    {
        Scene scene("inspector: history");
        window.findChild<QTabBar *>(QStringLiteral("inspector.tabs"))->setCurrentIndex(2);
        scene.settle(500);
    }
    {
        Scene scene("products: a search is typed");
        search(scene, QStringLiteral("case"));
        search(scene, {});
        scene.settle(1'500);
    }
    for (const char *page : {"images", "pool", "origin", "history", "plan", "families", "products"}) {
        Scene scene(page);
        scene.step([&] { window.showPage(QLatin1String(page)); });
        scene.settle(1'200);
    }
    window.showPage(QStringLiteral("history"));
    scroll("history: the wheel", child("changeSets"), 40);
    scroll("history: fields of a change", child("set.entries"), 40);
    window.showPage(QStringLiteral("families"));
    scroll("families: attributes, the wheel", child("family.attributes"), 60);
    return 0;
}
