package io.procession.internal.snapshot;

import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import org.jspecify.annotations.Nullable;

/** Dynamic proxies: their interfaces, and their handler. */
final class ProxyPlan extends ClassPlan {

    private final Class<?> type;
    private final Class<?>[] interfaces;
    private final Descriptor descriptor;

    ProxyPlan(Class<?> type) {
        this(type, type.getInterfaces());
    }

    /**
     * @param type a proxy class, or the loader's view of one that is to be made
     */
    ProxyPlan(Class<?> type, Class<?>[] interfaces) {
        this.type = type;
        this.interfaces = interfaces;
        String[] names = new String[interfaces.length];
        for (int i = 0; i < names.length; i++) {
            names[i] = interfaces[i].getName();
        }
        this.descriptor = Descriptor.of(Descriptor.PROXY, names);
    }

    @Override
    Class<?> type() {
        return type;
    }

    @Override
    @Nullable Class<?> filteredType() {
        return interfaces.length == 0 ? null : interfaces[0];
    }

    @Override
    void write(Encoder out, Object value) {
        out.putDescriptor(descriptor);
        out.members(this, value, new Object[] {Proxy.getInvocationHandler(value)});
    }

    @Override
    String place(Object owner, @Nullable Object @Nullable [] gathered, int index) {
        return ".h";
    }

    @Override
    @Nullable Object read(Decoder in) throws IOException, ClassNotFoundException {
        return in.gather(this, null, 1);
    }

    @Override
    Object complete(Decoder in, @Nullable Object early, @Nullable Object[] members) {
        return Proxy.newProxyInstance(
                in.descriptors().loader(), interfaces, (InvocationHandler) members[0]);
    }
}
