package io.procession.weaver;

import io.procession.weaver.Finding.Kind;
import io.procession.weaver.Finding.Severity;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.FieldInsnNode;
import org.objectweb.asm.tree.IincInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.VarInsnNode;

/**
 * Says, in source lines, what becomes of each concurrent call of a method, where the method waits
 * and why, and what keeps a loop serial; as a compiler's vectorisation report does.
 */
final class Report {

    private final Flow flow;
    private final Deferral deferral;
    private final Needs needs;
    private final Pending pending;
    private final Lambdas lambdas;
    private final ArgumentReport arguments;
    private final Site site;
    private final MethodWeaver.Role role;
    private final Findings findings;
    private final Uses uses;
    private final Loops loops;

    Report(
            Flow flow,
            Deferral deferral,
            Needs needs,
            Pending pending,
            Lambdas lambdas,
            ArgumentReport arguments,
            Site site,
            MethodWeaver.Role role,
            Findings findings) {
        this.role = role;
        this.flow = flow;
        this.deferral = deferral;
        this.needs = needs;
        this.pending = pending;
        this.lambdas = lambdas;
        this.arguments = arguments;
        this.site = site;
        this.findings = findings;
        this.uses = new Uses(flow, deferral);
        this.loops = new Loops(flow);
    }

    void write() {
        for (int i = 0; i < flow.size(); i++) {
            if (flow.isReachable(i) && flow.isReal(i)) {
                tellCall(i);
                tellArguments(i);
                tellWait(i);
                tellBorders(i);
                tellLambda(i);
            }
        }
    }

    private void add(Severity severity, Kind kind, int i, String text) {
        findings.add(site, severity, kind, flow.line(i), text);
    }

    private void tellCall(int i) {
        if (!deferral.isConcurrent(i)) {
            return;
        }
        String call = "call of " + ((MethodInsnNode) flow.insns[i]).name + ": ";
        if (flow.uses(i).isEmpty()) {
            add(Severity.INFO, Kind.DEFERRED, i, call + "deferred: nobody reads a result");
        } else if (deferral.isKept(i)) {
            add(Severity.INFO, Kind.DEFERRED, i, call + "deferred: " + uses.path(i));
        } else {
            String why = "its value is needed by " + uses.obstacle(i);
            boolean repeated = loops.innermost(i) != null || role != MethodWeaver.Role.METHOD;
            add(
                    repeated ? Severity.WARNING : Severity.WAIT,
                    repeated ? Kind.SERIAL_LOOP : Kind.AT_ONCE,
                    i,
                    call
                            + "runs in a worker, but is waited for at once: "
                            + why
                            + (repeated ? "; so its loop runs one call at a time" : ""));
        }
    }

    private void tellArguments(int i) {
        if (deferral.isConcurrent(i)) {
            MethodInsnNode call = (MethodInsnNode) flow.insns[i];
            String text = arguments.ofCall(call);
            if (!text.isEmpty()) {
                add(Severity.INFO, Kind.ARGUMENTS, i, "call of " + call.name + ": " + text);
            }
        }
    }

    private void tellWait(int i) {
        Need need = needs.of(i);
        boolean lifted = deferral.isLifted(i);
        if (lifted && !deferral.isKept(i) && !flow.uses(i).isEmpty()) {
            tellWait(i, "its value is needed by " + uses.obstacle(i));
        } else if (deferral.readsDeferred(i) && !deferral.isKept(i) && pending.before(i)) {
            int local = ((VarInsnNode) flow.insns[i]).var;
            tellWait(i, readOf(i, local) + ": its value is needed by " + uses.obstacle(i));
        } else if (flow.insns[i] instanceof IincInsnNode iinc
                && deferral.isReachedByDeferred(i, iinc.var)) {
            tellWait(i, readOf(i, iinc.var));
        } else if (need.isEverything() && (pending.before(i) || deferral.hasDeferredOperand(i))) {
            tellWait(i, need.why());
        } else if (!need.isNone() && pending.before(i)) {
            tellGuard(i, need);
        }
    }

    private void tellWait(int i, String why) {
        int call = callInLoopOf(i);
        if (call < 0 && role == MethodWeaver.Role.METHOD) {
            add(Severity.WAIT, Kind.WAITS, i, "waits: " + why);
        } else if (call < 0) {
            String round = role == MethodWeaver.Role.STAGE ? "element" : "round";
            add(
                    Severity.WARNING,
                    Kind.SERIAL_LOOP,
                    i,
                    "waits in each " + round + ", so they run one after the other: " + why);
        } else {
            tellSerialLoop(i, call, why);
        }
    }

    private void tellSerialLoop(int i, int call, String why) {
        add(
                Severity.WARNING,
                Kind.SERIAL_LOOP,
                i,
                "waits inside the loop of the call at line "
                        + flow.line(call)
                        + ", so that loop runs the calls of one round at a time: "
                        + why);
    }

    /** "line 42 reads total, which line 41 assigns". */
    private String readOf(int i, int local) {
        Set<Integer> lines = new TreeSet<>();
        for (int store : flow.reaching(i, local)) {
            if (store >= 0 && deferral.storesDeferred(store)) {
                lines.add(flow.line(store));
            }
        }
        return "line "
                + flow.line(i)
                + " reads "
                + needs.localName(i, local)
                + ", which line "
                + joined(lines)
                + " assigns";
    }

    private static String joined(Set<Integer> lines) {
        List<String> texts = new ArrayList<>();
        lines.forEach(line -> texts.add(String.valueOf(line)));
        return String.join(" and line ", texts);
    }

    /** A reads-what-it-assigns field keeps its loop serial as surely as a wait. */
    private void tellGuard(int i, Need need) {
        boolean field = need.kind() == Need.Kind.FIELD_READ || need.kind() == Need.Kind.STATIC_READ;
        int assigned = field ? assignmentInLoopOf(i, (FieldInsnNode) flow.insns[i]) : -1;
        if (assigned >= 0) {
            tellSerialLoop(
                    i,
                    assigned,
                    "line "
                            + flow.line(i)
                            + " reads "
                            + ((FieldInsnNode) flow.insns[i]).name
                            + ", which line "
                            + flow.line(assigned)
                            + " assigns; sum up in a local variable, and assign it after the loop");
            return;
        }
        add(
                Severity.INFO,
                Kind.GUARD,
                i,
                "checked at run time, waits only if it is pending: " + need.why());
    }

    private int assignmentInLoopOf(int i, FieldInsnNode read) {
        BitSet loop = loops.innermost(i);
        for (int j = 0; loop != null && j < flow.size(); j++) {
            if (loop.get(j)
                    && flow.insns[j] instanceof FieldInsnNode write
                    && write.name.equals(read.name)
                    && write.owner.equals(read.owner)
                    && deferral.hasDeferredOperand(j)
                    && loop.equals(loops.innermost(j))) {
                return j;
            }
        }
        return -1;
    }

    private void tellBorders(int i) {
        for (int next : flow.successors(i)) {
            if (pending.waitsBetween(i, next)) {
                boolean leaves = flow.handlers(i).size() >= flow.handlers(next).size();
                String why =
                        leaves
                                ? "a try block that catches ends here"
                                : "a try block that catches begins here";
                int call = callInLoopOf(i);
                if (call >= 0 && call == callInLoopOf(next)) {
                    tellSerialLoop(i, call, why + "; put the try around the loop");
                } else {
                    add(Severity.WAIT, Kind.WAITS, i, "waits: " + why);
                }
            }
        }
    }

    /** A deferred call whose innermost loop goes through this instruction, or -1. */
    private int callInLoopOf(int i) {
        for (int call = 0; call < flow.size(); call++) {
            boolean deferred =
                    flow.isReachable(call)
                            && (deferral.isConcurrent(call) || lambdas.isLoop(call))
                            && (deferral.isKept(call) || flow.uses(call).isEmpty());
            BitSet loop = deferred ? loops.innermost(call) : null;
            if (loop != null && loop.get(i)) {
                return call;
            }
        }
        return -1;
    }

    private void tellLambda(int i) {
        AbstractInsnNode insn = flow.insns[i];
        if (lambdas.isStage(i)) {
            add(
                    Severity.INFO,
                    Kind.DEFERRED,
                    i,
                    "stream stage "
                            + ((MethodInsnNode) insn).name
                            + "(): its calls run ahead, its results stay in order");
        } else if (lambdas.isLoop(i)) {
            add(Severity.INFO, Kind.DEFERRED, i, "forEach(): its calls are deferred as in a loop");
        }
    }
}
