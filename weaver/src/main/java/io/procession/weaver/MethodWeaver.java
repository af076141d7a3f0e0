package io.procession.weaver;

import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.analysis.AnalyzerException;

/*
 * The stages, each a class that only reads those before it:
 *
 *   Flow        producers and uses of every value, verifier's types, control flow, what is read later
 *   Deferral    which values stay deferred, and what their users do with them     (Purity, Library)
 *   Normalizer  dup and swap of such values become locals; then Flow and Deferral once more
 *   Lambdas     functions for streams and forEach that call concurrent methods    (Twins, References)
 *   Needs       what each instruction must wait for, if anything is pending
 *   Regions     which try blocks pending calls must not cross
 *   Pending     where anything may be pending
 *   Report      what people are told                              (Uses, Loops, ArgumentReport)
 *   Rewriter    the new code                                                      (Calls, Emit, Borders, Slots)
 *
 * What is sound rests on two things. The run time waits in program order: whoever waits for one call
 * waits for all before it. And where Pending says that nothing is pending, the queue is empty at run
 * time, so that code there may stay as it is.
 */

/** Weaves one method: first everything is decided, then the code is changed. */
final class MethodWeaver {

    /** What the code is to whoever calls it. */
    enum Role {
        /** A Synchronized method: at its end nothing is pending. */
        METHOD,
        /** A function given to a stage of a stream: gives a deferred value. */
        STAGE,
        /** The body of a forEach: part of the method around it. */
        LOOP
    }

    private final ClassNode owner;
    private final Classes classes;
    private final Purity purity;
    private final Twins twins;
    private final ArgumentReport arguments;
    private final Findings findings;

    MethodWeaver(
            ClassNode owner,
            Classes classes,
            boolean addsMembers,
            ArgumentReport arguments,
            Findings findings) {
        this.arguments = arguments;
        this.findings = findings;
        this.owner = owner;
        this.classes = classes;
        this.purity = new Purity(classes);
        this.twins = new Twins(owner, classes, this, addsMembers);
    }

    /** Whether the method was changed: it has a concurrent call. */
    boolean weave(MethodNode method, Site site) throws AnalyzerException {
        return weave(method, site, Role.METHOD, /* scope= */ -1);
    }

    /**
     * The same for a part of a method.
     *
     * @param scope the local that holds the scope, or -1 if the code opens one
     */
    boolean weave(MethodNode method, Site site, Role role, int scope) throws AnalyzerException {
        Flow flow = new Flow(owner.name, method);
        Deferral deferral = new Deferral(flow, classes, purity, role == Role.STAGE);
        if (deferral.hasConcurrentCalls() && Normalizer.normalize(method, flow, deferral)) {
            flow = new Flow(owner.name, method);
            deferral = new Deferral(flow, classes, purity, role == Role.STAGE);
        }
        Lambdas lambdas = new Lambdas(flow, twins, site);
        lambdas.tellOthers(findings);
        if (!deferral.hasConcurrentCalls() && lambdas.isEmpty()) {
            return false;
        }
        Needs needs = new Needs(flow, classes, purity, deferral, lambdas, role);
        Regions regions = new Regions(flow, deferral, needs, lambdas);
        Pending pending = new Pending(flow, deferral, needs, regions, lambdas, role == Role.LOOP);
        new Report(flow, deferral, needs, pending, lambdas, arguments, site, role, findings)
                .write();
        Slots slots = new Slots(method.maxLocals, scope);
        Rewriter.addSlots(flow, deferral, needs, pending, slots);
        new Rewriter(flow, deferral, needs, regions, pending, lambdas, slots, site, role).rewrite();
        return true;
    }
}
