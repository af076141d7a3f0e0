package io.procession.weaver;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.tree.AnnotationNode;
import org.objectweb.asm.tree.MethodNode;

/** What the values of a method's {@code @Synchronized} are to {@code Scope.open}. */
final class ScopeFlags {

    private static final int LAST_CALL_WINS = 1;
    private static final int VERIFY = 2;

    private ScopeFlags() {}

    static int of(MethodNode method) {
        return of(method.visibleAnnotations) | of(method.invisibleAnnotations);
    }

    private static int of(@Nullable List<AnnotationNode> annotations) {
        int flags = 0;
        for (AnnotationNode each : annotations == null ? List.<AnnotationNode>of() : annotations) {
            if (each.desc.equals(Bridge.SYNCHRONIZED) && each.values != null) {
                flags |= of(each);
            }
        }
        return flags;
    }

    private static int of(AnnotationNode annotation) {
        int flags = 0;
        for (int i = 0; i + 1 < annotation.values.size(); i += 2) {
            Object value = annotation.values.get(i + 1);
            if (annotation.values.get(i).equals("verify") && Boolean.TRUE.equals(value)) {
                flags |= VERIFY;
            } else if (value instanceof String[] constant && constant[1].equals("LAST_CALL_WINS")) {
                flags |= LAST_CALL_WINS;
            }
        }
        return flags;
    }
}
