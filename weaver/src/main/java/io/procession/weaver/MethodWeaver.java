package io.procession.weaver;

import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.analysis.AnalyzerException;

/** Weaves one method: first everything is decided, then the code is changed. */
final class MethodWeaver {

    private final ClassNode owner;
    private final Classes classes;
    private final Purity purity;

    MethodWeaver(ClassNode owner, Classes classes, Purity purity) {
        this.owner = owner;
        this.classes = classes;
        this.purity = purity;
    }

    /** Whether the method was changed: it has a concurrent call. */
    boolean weave(MethodNode method, Site site) throws AnalyzerException {
        Flow flow = new Flow(owner.name, method);
        Deferral deferral = new Deferral(flow, classes, purity, false);
        if (!deferral.hasConcurrentCalls()) {
            return false;
        }
        if (Normalizer.normalize(method, flow, deferral)) {
            flow = new Flow(owner.name, method);
            deferral = new Deferral(flow, classes, purity, false);
        }
        Lambdas lambdas = new Lambdas();
        Needs needs = new Needs(flow, classes, purity, deferral, lambdas);
        Regions regions = new Regions(flow, deferral, needs);
        Pending pending = new Pending(flow, deferral, needs, regions, lambdas, false);
        Slots slots = new Slots(method.maxLocals, -1);
        Rewriter.addSlots(flow, deferral, needs, pending, slots);
        new Rewriter(flow, deferral, needs, regions, pending, lambdas, slots, site).rewrite();
        return true;
    }
}
