package io.procession.weaver.build;

import io.procession.weaver.ClassFiles;
import io.procession.weaver.ClassHeader;
import io.procession.weaver.Concerned;
import io.procession.weaver.Finding;
import io.procession.weaver.WeaveMode;
import io.procession.weaver.Weaver;
import io.procession.weaver.WovenClass;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Weaves one class after another, and adds up what there is to say. Thread-safe: a build may hand
 * over its classes from several threads.
 */
public final class Batch {

    private final Concerned concerned;
    private final Weaver weaver;
    private final WeaveMode mode;
    private final List<Finding> findings = new ArrayList<>();
    private int seen;
    private int woven;
    private int before;

    /** A batch of classes that find others here. */
    public Batch(ClassFiles known, WeaveMode mode) {
        this.mode = mode;
        this.concerned = new Concerned(known);
        this.weaver = new Weaver(known);
    }

    /**
     * Weaves a class.
     *
     * @param place where it comes from, for messages
     * @return its new class file, or null if it stays as it is
     * @throws IllegalArgumentException if it is no class file, or a corrupt one
     */
    public byte @Nullable [] weave(String place, byte[] classFile) {
        ClassHeader header = header(place, classFile);
        if (!concerned.isConcerned(header)) {
            note(header);
            return null;
        }
        WovenClass result = result(place, classFile);
        note(header, result);
        return result.changed() ? result.bytes() : null;
    }

    /** What it came to so far. */
    public synchronized Report report() {
        return new Report(seen, woven, before, findings);
    }

    private static ClassHeader header(String place, byte[] classFile) {
        try {
            return ClassHeader.of(classFile);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(place + ": " + e.getMessage(), e);
        }
    }

    /** What is wrong with a class beyond its head shows when it is read in full. */
    private WovenClass result(String place, byte[] classFile) {
        try {
            return weaver.weave(classFile, mode);
        } catch (RuntimeException e) { // all else is a finding
            throw new IllegalArgumentException(place + ": class file is corrupt: " + e, e);
        }
    }

    private synchronized void note(ClassHeader header) {
        seen++;
        before += header.isWoven() ? 1 : 0;
    }

    private synchronized void note(ClassHeader header, WovenClass result) {
        note(header);
        woven += result.changed() ? 1 : 0;
        findings.addAll(result.findings());
    }
}
