/// Tells the thread sanitizer what Debian's Qt, which is not instrumented, orders: a task of a QThreadPool
/// runs after start() or tryStart(), what waits for the pool goes on after the task; a functor of
/// QMetaObject::invokeMethod() runs after the call; a QSemaphore is acquired after its release; the mutex of
/// a QWaitCondition is free while it waits. Without it each of them is reported as a race, and a suppression
/// of Qt's frames hides whatever runs in a pool's thread or a test's function. A shared library in front of
/// Qt in every program of the `tsan` preset, of no other: its functions have the names of Qt's, say what they
/// order and pass the call on. Itself not instrumented, for the same reason: what it reads in a pool's thread
/// comes before the edge. QMutex needs nothing: its header says the same by itself (qtsan_impl.h). Any
/// thread.

#include <QDeadlineTimer>
#include <QMetaObject>
#include <QMutex>
#include <QSemaphore>
#include <QThreadPool>
#include <QWaitCondition>

#include <dlfcn.h>
#include <sanitizer/tsan_interface.h>

#include <functional>
#include <utility>

namespace {

template <class Function>
Function *ofQt(const char *name, Function *)
{
    if (auto *function = reinterpret_cast<Function *>(dlsym(RTLD_NEXT, name)))
        return function;
    qFatal("qt_happens_before.cpp: this Qt has no %s", name);
}

/// A pool's task on its way. Whoever takes its address out of Qt's hands has acquired it.
struct Started
{
    explicit Started(std::function<void()> task) : task(std::move(task)) { __tsan_release(this); }

    void run(QThreadPool *pool)
    {
        __tsan_acquire(this);
        task();
        delete this;
        __tsan_release(pool);
    }

    std::function<void()> task;
};

/// What invokeMethod() is given, on its way to the receiver's thread.
struct Invoked : QtPrivate::QSlotObjectBase
{
    explicit Invoked(QtPrivate::QSlotObjectBase *slot) : QSlotObjectBase(&Invoked::act), slot(slot)
    {
        __tsan_release(this);
    }

    static void act(int what, QtPrivate::QSlotObjectBase *self, QObject *receiver, void **arguments,
                    bool *same)
    {
        __tsan_acquire(self);
        auto *invoked = static_cast<Invoked *>(self);
        if (what == Call) {
            invoked->slot->call(receiver, arguments);
            __tsan_release(self); // to whichever thread destroys it, by its count of references
        } else if (what == Destroy) {
            invoked->slot->destroyIfLastRef();
            delete invoked;
        } else {
            *same = false;
        }
    }

    QtPrivate::QSlotObjectBase *slot;
};

/// Calls `wait`, in which Qt unlocks and locks the mutex.
template <class Wait>
bool unlocked(QMutex *mutex, Wait wait)
{
    __tsan_mutex_pre_unlock(mutex, 0);
    __tsan_mutex_post_unlock(mutex, 0);
    const bool woken = wait();
    __tsan_mutex_pre_lock(mutex, 0);
    __tsan_mutex_post_lock(mutex, 0, 0);
    return woken;
}

} // namespace

// The mangled names, since the one of QMetaObject is private and all have a `this` that is ours to pass on.
extern "C" {

void _ZN11QThreadPool5startESt8functionIFvvEEi(QThreadPool *pool, std::function<void()> task, int priority)
{
    static auto *const start = ofQt(__func__, &_ZN11QThreadPool5startESt8functionIFvvEEi);
    auto *const started = new Started(std::move(task));
    start(
        pool, [started, pool] { started->run(pool); }, priority);
}

bool _ZN11QThreadPool8tryStartESt8functionIFvvEE(QThreadPool *pool, std::function<void()> task)
{
    static auto *const tryStart = ofQt(__func__, &_ZN11QThreadPool8tryStartESt8functionIFvvEE);
    auto *const started = new Started(std::move(task));
    if (tryStart(pool, [started, pool] { started->run(pool); }))
        return true;
    delete started;
    return false;
}

bool _ZN11QThreadPool11waitForDoneEi(QThreadPool *pool, int milliseconds)
{
    static auto *const wait = ofQt(__func__, &_ZN11QThreadPool11waitForDoneEi);
    const bool done = wait(pool, milliseconds);
    if (done)
        __tsan_acquire(pool);
    return done;
}

void _ZN11QThreadPoolD1Ev(QThreadPool *pool)
{
    static auto *const end = ofQt(__func__, &_ZN11QThreadPoolD1Ev);
    pool->waitForDone();
    end(pool);
}

bool _ZN11QMetaObject16invokeMethodImplEP7QObjectPN9QtPrivate15QSlotObjectBaseEN2Qt14ConnectionTypeEPv(
    QObject *receiver, QtPrivate::QSlotObjectBase *slot, Qt::ConnectionType type, void *returned)
{
    static auto *const invoke = ofQt(
        __func__,
        &_ZN11QMetaObject16invokeMethodImplEP7QObjectPN9QtPrivate15QSlotObjectBaseEN2Qt14ConnectionTypeEPv);
    return invoke(receiver, new Invoked(slot), type, returned);
}

void _ZN10QSemaphore7releaseEi(QSemaphore *semaphore, int count)
{
    static auto *const release = ofQt(__func__, &_ZN10QSemaphore7releaseEi);
    __tsan_release(semaphore);
    release(semaphore, count);
}

void _ZN10QSemaphore7acquireEi(QSemaphore *semaphore, int count)
{
    static auto *const acquire = ofQt(__func__, &_ZN10QSemaphore7acquireEi);
    acquire(semaphore, count);
    __tsan_acquire(semaphore);
}

bool _ZN10QSemaphore10tryAcquireEi(QSemaphore *semaphore, int count)
{
    static auto *const acquire = ofQt(__func__, &_ZN10QSemaphore10tryAcquireEi);
    const bool acquired = acquire(semaphore, count);
    if (acquired)
        __tsan_acquire(semaphore);
    return acquired;
}

bool _ZN10QSemaphore10tryAcquireEii(QSemaphore *semaphore, int count, int milliseconds)
{
    static auto *const acquire = ofQt(__func__, &_ZN10QSemaphore10tryAcquireEii);
    const bool acquired = acquire(semaphore, count, milliseconds);
    if (acquired)
        __tsan_acquire(semaphore);
    return acquired;
}

bool _ZN14QWaitCondition4waitEP6QMutex14QDeadlineTimer(QWaitCondition *condition, QMutex *mutex,
                                                       QDeadlineTimer deadline)
{
    static auto *const wait = ofQt(__func__, &_ZN14QWaitCondition4waitEP6QMutex14QDeadlineTimer);
    return unlocked(mutex, [&] { return wait(condition, mutex, deadline); });
}

bool _ZN14QWaitCondition4waitEP6QMutexm(QWaitCondition *condition, QMutex *mutex, unsigned long milliseconds)
{
    static auto *const wait = ofQt(__func__, &_ZN14QWaitCondition4waitEP6QMutexm);
    return unlocked(mutex, [&] { return wait(condition, mutex, milliseconds); });
}

} // extern "C"
