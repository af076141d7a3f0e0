package io.procession.weaver.build;

import java.util.function.Function;
import net.bytebuddy.asm.AsmVisitorWrapper;
import net.bytebuddy.description.field.FieldDescription;
import net.bytebuddy.description.field.FieldList;
import net.bytebuddy.description.method.MethodList;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.implementation.Implementation;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.ClassWriter;
import net.bytebuddy.pool.TypePool;
import net.bytebuddy.utility.OpenedClassReader;
import org.jspecify.annotations.Nullable;

/** A function from class file to class file as a step of Byte Buddy's, whose ASM is not ours. */
final class ReplacingVisitor extends AsmVisitorWrapper.AbstractBase {

    private final Function<byte[], byte @Nullable []> replacement;

    /** A step that leaves a class as it is where the function returns null. */
    ReplacingVisitor(Function<byte[], byte @Nullable []> replacement) {
        this.replacement = replacement;
    }

    @Override
    public ClassVisitor wrap(
            TypeDescription type,
            ClassVisitor target,
            Implementation.Context context,
            TypePool pool,
            FieldList<FieldDescription.InDefinedShape> fields,
            MethodList<?> methods,
            int writerFlags,
            int readerFlags) {
        return new Gatherer(new ClassWriter(writerFlags), target, readerFlags);
    }

    /** Gathers what it is told of a class, and tells its replacement at the end. */
    private final class Gatherer extends ClassVisitor {

        private final ClassWriter gathered;
        private final ClassVisitor target;
        private final int readerFlags;

        Gatherer(ClassWriter gathered, ClassVisitor target, int readerFlags) {
            super(OpenedClassReader.ASM_API, gathered);
            this.gathered = gathered;
            this.target = target;
            this.readerFlags = readerFlags;
        }

        @Override
        public void visitEnd() {
            super.visitEnd();
            byte[] classFile = gathered.toByteArray();
            byte[] replaced = replacement.apply(classFile);
            OpenedClassReader.of(replaced == null ? classFile : replaced)
                    .accept(target, readerFlags);
        }
    }
}
